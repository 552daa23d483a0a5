extension TextTable {
  /// The table as an HTML `<table>` with a caption for readers and screen readers.
  func html(caption: String) -> String {
    let header = columns.map { "<th scope=\"col\"\($0.cssClass)>\($0.title.escapedForHTML)</th>" }.joined()
    let body = rows.map { row in
      "<tr>" + zip(columns, row).map { "<td\($0.cssClass)>\($1.escapedForHTML)</td>" }.joined() + "</tr>"
    }
    return """
      <table>
      <caption>\(caption.escapedForHTML)</caption>
      <thead><tr>\(header)</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table>
      """
  }
}

extension TextTable.Column {
  fileprivate var cssClass: String { alignment == .right ? " class=\"number\"" : "" }
}
