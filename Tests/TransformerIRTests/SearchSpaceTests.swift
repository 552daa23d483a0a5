import Randomness
import Testing
import TransformerIR

@Suite struct SearchSpaceTests {
  /// 2·2 widths, (3·2)⁶ encoders, Σ (3·2·2·3)^L decoders for L = 1…6.
  @Test func theWMTSpaceHoldsItsPublishedNumberOfDesigns() {
    let decoders = [36.0, 1_296, 46_656, 1_679_616, 60_466_176, 2_176_782_336].reduce(0, +)
    #expect(SearchSpace.wmt.designCount == 4 * 46_656 * decoders)
  }

  @Test(arguments: SearchSpace.shipped) func everyShippedSpaceIsValid(space: SearchSpace) throws {
    try space.validate()
    #expect(space.contains(space.largest) && space.contains(space.smallest))
  }

  @Test(arguments: SearchSpace.shipped) func aDesignSurvivesItsGene(space: SearchSpace) {
    var generator = PythonRandom(seed: 3)
    for _ in 0..<100 {
      let design = space.sample(using: &generator)
      #expect(space.contains(design))
      #expect(space.design(of: space.gene(of: design)) == design)
    }
  }

  @Test func genesThatDifferInUnusedLayersAreTheSameDesign() {
    let space = SearchSpace.tiny
    var gene = space.gene(of: space.smallest)
    gene.values[gene.values.count - 1] = 2
    #expect(gene != space.gene(of: space.smallest))
    #expect(space.design(of: gene) == space.smallest)
  }

  @Test func anUnknownNameSaysWhatIsKnown() {
    #expect(throws: TransformerIRError.unknownSpace("wtm", known: SearchSpace.shipped.map(\.name))) {
      try SearchSpace.named("wtm")
    }
  }
}
