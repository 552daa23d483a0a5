import Profiler
import Testing
import TransformerIR

@Suite struct NamedDesignTests {
  @Test func randomDesignsAreDifferentAndRepeat() {
    let designs = NamedDesign.random(200, from: .iwslt, seed: 4)
    #expect(designs.count == 200)
    #expect(Set(designs.map(\.design)).count == 200 && Set(designs.map(\.name)).count == 200)
    #expect(designs == NamedDesign.random(200, from: .iwslt, seed: 4))
    #expect(designs != NamedDesign.random(200, from: .iwslt, seed: 5))
    // A longer list begins with the shorter one: asking for more measures the same ones first.
    #expect(Array(NamedDesign.random(300, from: .iwslt, seed: 4).prefix(200)) == designs)
  }

  @Test func aSpaceWithFewDesignsGivesThemAll() {
    var space = SearchSpace.tiny
    space.encoderEmbeddings = [128]
    space.decoderEmbeddings = [128]
    space.encoderFFNs = [128]
    space.decoderFFNs = [128]
    space.encoderHeads = [4]
    space.decoderSelfHeads = [4]
    space.decoderCrossHeads = [4]
    space.attended = [.last]
    let designs = NamedDesign.random(100, from: space, seed: 1)
    #expect(Double(designs.count) == space.designCount)
  }

  @Test func calibrationSeesBothEnds() {
    let designs = NamedDesign.calibrating(10, from: .wmt, seed: 1)
    #expect(designs.count == 10 && Set(designs.map(\.design)).count == 10)
    #expect(designs[0].design == SearchSpace.wmt.smallest && designs[1].design == SearchSpace.wmt.largest)
  }
}
