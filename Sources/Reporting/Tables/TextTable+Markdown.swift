extension TextTable {
  /// The table in GitHub's Markdown, padded so that the source reads as a table too; no line at the end.
  ///
  /// Characters that Markdown would read as emphasis, code, links, HTML or cell borders are escaped.
  public var markdown: String {
    let grid = PaddedGrid(self, minimumWidth: 3) { $0.withoutControls.escapedForMarkdown }
    let rule = zip(grid.widths, columns).map { width, column in
      String(repeating: "-", count: width - 1) + (column.alignment == .right ? ":" : "-")
    }
    return ([grid.header, rule] + grid.rows).map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }
}

extension String {
  /// The text with a backslash before what Markdown would interpret inside a line, underscores within words excepted.
  fileprivate var escapedForMarkdown: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      if "\\`*[]<>|&~".unicodeScalars.contains(scalar) { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
  }
}
