import Randomness
import Reporting
import Testing
import TransformerIR

@testable import hatbench

@Suite struct DesignDiagramTests {
  /// The numbers of a published shape: three decoder layers that see two, one and three encoder outputs.
  private let design = SubTransformer(
    encoder: .init(embedding: 512, layers: (0..<6).map { .init(ffn: $0 < 2 ? 1024 : 3072, heads: 8) }),
    decoder: .init(
      embedding: 640,
      layers: [
        .init(ffn: 2048, selfHeads: 4, crossHeads: 8, attended: .lastTwo),
        .init(ffn: 3072, selfHeads: 8, crossHeads: 4, attended: .last),
        .init(ffn: 1024, selfHeads: 4, crossHeads: 4, attended: .lastThree),
      ]))

  @Test func everyWidthIsDrawnAgainstTheWidestOfTheSpace() {
    let stacks = StackDiagram(design, in: .wmt, title: "d").stacks
    #expect(stacks.map { $0.blocks[0].rows[0].width } == [512, 640])
    #expect(stacks.allSatisfy { $0.blocks[0].rows[0].maximum == 640 })
    let ffn = stacks.map { $0.blocks.dropFirst().map { $0.rows[$0.rows.count - 1] } }
    #expect(ffn[0].map(\.width) == [1024, 1024, 3072, 3072, 3072, 3072])
    #expect(ffn[1].map(\.width) == [2048, 3072, 1024])
    #expect(ffn.joined().allSatisfy { $0.maximum == 3072 })
  }

  @Test func headsAreCells() {
    let decoder = StackDiagram(design, in: .wmt, title: "d").stacks[1].blocks.dropFirst()
    #expect(decoder.map { $0.rows[0].cells } == [4, 8, 4])
    #expect(decoder.map { $0.rows[1].cells } == [8, 4, 4])
  }

  /// Place 0 is the stream, so encoder layer 6 is block 6.
  @Test func linesLeadFromTheLastEncoderLayers() {
    let links = StackDiagram(design, in: .wmt, title: "d").links
    let pairs = links.map { [$0.from.block, $0.to.block] }
    #expect(pairs == [[5, 1], [6, 1], [6, 2], [4, 3], [5, 3], [6, 3]])
  }

  /// The SuperTransformer has six layers; where the design stops after two, the last ones repeat its second.
  @Test func missingEncoderLayersAreNotLinkedTo() {
    var short = design
    short.encoder.layers.removeLast(4)
    #expect(StackDiagram(short, in: .wmt, title: "d").links.allSatisfy { $0.from.block == 2 })
  }

  /// No design of a shipped space is cut off or linked to nowhere.
  @Test(arguments: SearchSpace.shipped) func everyDesignOfASpaceFits(space: SearchSpace) {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<50 {
      let design = space.sample(using: &generator)
      let diagram = StackDiagram(design, in: space, title: "d")
      #expect(diagram.stacks.flatMap(\.blocks).flatMap(\.rows).allSatisfy { $0.width <= $0.maximum })
      #expect(
        diagram.links.allSatisfy {
          diagram.stacks[0].blocks.indices.contains($0.from.block)
            && diagram.stacks[1].blocks.indices.contains($0.to.block)
        })
      #expect(diagram.links.count >= design.decoder.layers.count)
    }
  }
}
