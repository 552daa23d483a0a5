import Testing

@testable import Reporting

@Suite struct TextTableTests {
  private let table = TextTable(
    columns: [.init("kind"), .init("time", .right)], rows: [["linear", "4.1 ms"], ["softmax", "12 ms"]])

  @Test func terminalTableAlignsTextLeftAndNumbersRight() {
    #expect(
      table.description == """
        kind       time
        ───────  ──────
        linear   4.1 ms
        softmax   12 ms
        """)
  }

  @Test func markdownTableAlignsInItsSourceToo() {
    #expect(
      table.markdown == """
        | kind    |   time |
        | ------- | -----: |
        | linear  | 4.1 ms |
        | softmax |  12 ms |
        """)
  }

  @Test func widthsCountUnicodeScalars() {
    let greek = TextTable(columns: [.init("μ"), .init("x")], rows: [["τ-b", "1"]])
    #expect(greek.description == "μ    x\n───  ─\nτ-b  1")
  }

  @Test func noLineOfATerminalTableEndsInSpaces() {
    let ragged = TextTable(columns: [.init("a"), .init("b")], rows: [["long", ""], ["x", "longer"]])
    #expect(ragged.description.split(separator: "\n").allSatisfy { $0.last != " " })
  }

  @Test func aTableWithoutRowsKeepsItsHeader() {
    #expect(TextTable(columns: [.init("kind")]).description == "kind\n────")
  }

  @Test func markdownCellsCannotBreakTheTableOrBecomeMarkup() {
    let hostile = TextTable(columns: [.init("n")], rows: [["a|b"], ["<b>*x*\n`y`"]])
    #expect(
      hostile.markdown.split(separator: "\n").suffix(2).map(String.init) == [
        "| a\\|b             |", "| \\<b\\>\\*x\\* \\`y\\` |",
      ])
  }

  @Test func htmlTableNamesItsColumnsForScreenReaders() {
    let html = table.html(caption: "Time & kind")
    #expect(html.contains("<th scope=\"col\">kind</th><th scope=\"col\" class=\"number\">time</th>"))
    #expect(html.contains("<caption>Time &amp; kind</caption>"))
    #expect(html.contains("<tr><td>softmax</td><td class=\"number\">12 ms</td></tr>"))
  }

  /// One line per row plus header and rule, whatever the cells hold.
  @Test(arguments: UInt64(0)..<50) func hostileCellsStayOnTheirLine(seed: UInt64) {
    var generator = HostileText(seed: seed)
    let cells = (0..<4).map { _ in [generator.next(), generator.next()] }
    let hostile = TextTable(columns: [.init("a"), .init("b", .right)], rows: cells)
    for text in [hostile.description, hostile.markdown] {
      #expect(text.unicodeScalars.count { $0.properties.generalCategory == .control } == 5)
      #expect(text.unicodeScalars.count { $0 == "\n" } == 5)
    }
  }
}

@Suite struct NumeralTests {
  @Test(arguments: [
    (5932.55, "5,933"), (12.3, "12.3"), (0.012346, "0.01235"), (1_234_567.8, "1,234,568"), (2000, "2,000"), (0, "0"),
    (-0.5, "-0.5"), (1.234e-7, "1.234e-7"), (-2e20, "-2e20"), (999.96, "1,000"), (.nan, "–"), (.infinity, "–"),
  ]) func numbersKeepFourSignificantDigitsAndAllWholeOnes(value: Double, text: String) {
    #expect(Numeral.text(value) == text)
  }

  @Test func aSignedNumeralShowsThePlusOfAGain() {
    #expect([2.5, 0, -2.5].map { Numeral.text($0, signed: true) } == ["+2.5", "0", "-2.5"])
  }
}
