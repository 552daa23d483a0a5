import Testing

@testable import Reporting

@Suite struct StackDiagramTests {
  private func row(_ width: Double, of maximum: Double = 100, cells: Int = 1, name: String = "k") -> StackDiagram.Row {
    .init(name, label: name, width: width, of: maximum, cells: cells, hue: .blue)
  }

  /// Two stacks that face each other, one block each.
  private func facing(_ left: StackDiagram.Row, _ right: StackDiagram.Row, name: String = "n") -> StackDiagram {
    let end = StackDiagram.Link.End(stack: 0, block: 0, row: 0)
    return StackDiagram(
      title: name, caption: [name],
      stacks: [
        .init(name, side: .right, blocks: [.init(name, rows: [left])]),
        .init(name, blocks: [.init(name, rows: [right])]),
      ], links: [.init(from: end, to: .init(stack: 1, block: 0, row: 0))])
  }

  private func elements(_ diagram: StackDiagram) throws -> DrawnElements { try #require(DrawnElements(diagram.svg())) }

  @Test func barsAreAsLongAsTheirShareOfTheMaximum() throws {
    let bars = try elements(facing(row(25), row(1536, of: 3072))).ofClass("bar")
    #expect(bars.map { $0.number("width") } == [25, 50])
  }

  /// Bars of the left stack end where its slot ends; the line runs from there to the start of the right stack's bar.
  @Test func aLinkJoinsTheSidesThatFaceEachOther() throws {
    let drawn = try elements(facing(row(25), row(50)))
    let bars = drawn.ofClass("bar")
    let ends = try #require(bars[0].number("x")) + 25
    let path = try #require(drawn.ofClass("link").first?.attributes["d"])
    let numbers = path.split { "MC ".contains($0) }.compactMap { Double($0) }
    #expect(numbers.first == ends)
    #expect(numbers.dropLast().last == bars[1].number("x"))
  }

  @Test func aBarIsCutIntoItsCells() throws {
    let bars = try elements(facing(row(100, cells: 8), row(100, cells: 4))).ofClass("bar")
    #expect(bars.count == 12)
    #expect(bars.allSatisfy { ($0.number("width") ?? 0) > 8 })
  }

  /// Cells beyond what can be told apart, or none, leave one piece.
  @Test(arguments: [Int.min, -1, 0, 33, 1_000_000_000, .max]) func anImpossibleNumberOfCellsIsOneBar(cells: Int) throws
  {
    #expect(try elements(facing(row(100, cells: cells), row(100))).ofClass("bar").count == 2)
  }

  /// Whatever the numbers, every coordinate is finite and every bar lies within its slot of 100 pixels.
  @Test(
    arguments: [
      (0, 0), (1, 0), (-1, 1), (1, -1), (.nan, 1), (1, .nan), (.infinity, 1), (1, .infinity), (.infinity, .infinity),
      (2, 1), (.greatestFiniteMagnitude, .leastNonzeroMagnitude), (-0.0, 1),
    ] as [(Double, Double)])
  func numbersThatAreNoShareDrawNothingOutsideTheSlot(width: Double, maximum: Double) throws {
    let diagram = facing(row(width, of: maximum, cells: 3), row(width, of: maximum))
    let svg = diagram.svg()
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    let bars = try elements(diagram).ofClass("bar")
    #expect(bars.count == 4)
    #expect(bars.allSatisfy { (0...100).contains($0.number("width") ?? -1) })
  }

  @Test func linksToNowhereAreNotDrawn() throws {
    var diagram = facing(row(1), row(1))
    let here = StackDiagram.Link.End(stack: 0, block: 0, row: 0)
    diagram.links = [(-1, 0, 0), (2, 0, 0), (1, 7, 0), (1, 0, -1)].map {
      .init(from: here, to: .init(stack: $0.0, block: $0.1, row: $0.2))
    }
    #expect(try elements(diagram).ofClass("link").isEmpty)
  }

  @Test func anEmptyDrawingIsADrawing() throws {
    #expect(DrawnElements(StackDiagram(title: "", stacks: []).svg()) != nil)
    #expect(DrawnElements(StackDiagram(title: "", stacks: [.init("", blocks: [.init("", rows: [])])]).svg()) != nil)
  }

  @Test func screenReadersAreToldEveryNumber() throws {
    let block = StackDiagram.Block("layer 1", rows: [.init("heads", label: "4", width: 1, of: 1, hue: .blue)])
    let diagram = StackDiagram(title: "d", stacks: [.init("encoder", blocks: [block, block])])
    let svg = try #require(try elements(diagram).all.first)
    #expect(svg.attributes["role"] == "img")
    #expect(svg.attributes["aria-label"] == "d. encoder, from the bottom: layer 1: heads 4; layer 1: heads 4.")
    #expect(try elements(diagram).texts == ["layer 1: heads 4", "4", "layer 1: heads 4", "4", "encoder"])
  }

  /// Hostile text stays text: the same elements as with plain text, and well-formed.
  @Test(arguments: UInt64(0)..<100) func hostileTextAddsNoElements(seed: UInt64) throws {
    var generator = HostileText(seed: seed)
    let name = "x" + generator.next()
    let hostile = [facing(row(10, name: name), row(10, name: name), name: name)].html(caption: name)
    let plain = [facing(row(10, name: "x"), row(10, name: "x"), name: "x")].html(caption: "x")
    let (drawn, expected) = (try #require(DrawnElements(hostile)), try #require(DrawnElements(plain)))
    #expect(drawn.all.map(\.name) == expected.all.map(\.name))
  }

  @Test func multiplesHaveOneScaleAndOneLegend() throws {
    let small = facing(row(1), row(1, name: "other"))
    var tall = small
    tall.stacks[0].blocks += [.init("more", rows: [row(1), row(2)])]
    let drawn = try #require(DrawnElements([small, tall].html(caption: "")))
    let boxes = drawn.all.filter { $0.name == "svg" }.compactMap { $0.attributes["viewBox"]?.split(separator: " ") }
    #expect(boxes.count == 2 && boxes[0][2] == boxes[1][2])
    #expect(drawn.all.count { $0.name == "li" } == 2)
    #expect(!drawn.all.contains { $0.name == "figcaption" })
  }

  @Test func aPageOfDrawingsNeedsNoScript() {
    let page = Page(title: "t", sections: [.init("s", [.diagrams([facing(row(1), row(1))], caption: "c")])])
    let html = page.html(charts: nil)
    #expect(html.contains("<figcaption>c</figcaption>") && html.contains("<svg role=\"img\""))
    #expect(!html.contains("<script") && !html.contains("libjs-chart.js"))
  }
}
