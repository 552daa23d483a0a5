extension [StackDiagram] {
  /// A figure with the drawings as small multiples that wrap, those of a row on one floor, a legend and the caption.
  func html(caption: String) -> String {
    """
    <figure class="diagrams\(count == 1 ? " single" : "")">
    <div class="multiples">
    \(map(\.html).joined(separator: "\n"))
    </div>
    \(legend)
    \(caption.isEmpty ? "" : "<figcaption>\(caption.escapedForHTML)</figcaption>")
    </figure>
    """
  }

  /// Every kind of row once, in the order in which they first occur, with its hue.
  private var legend: String {
    var kinds: [(kind: String, hue: Chart.Hue)] = []
    for row in lazy.flatMap(\.stacks).flatMap(\.blocks).flatMap(\.rows)
    where !kinds.contains(where: { $0.kind == row.kind }) {
      kinds.append((row.kind, row.hue))
    }
    let entries = kinds.map {
      "<li><span style=\"background: var(--\($0.hue.rawValue))\"></span>\($0.kind.escapedForHTML)</li>"
    }
    return entries.isEmpty ? "" : "<ul class=\"legend\">\(entries.joined())</ul>"
  }
}

extension StackDiagram {
  fileprivate var html: String {
    let lines = caption.map { "<p>\($0.escapedForHTML)</p>" }
    return """
      <div>
      <h3>\(title.escapedForHTML)</h3>
      \(lines.joined(separator: "\n"))
      \(svg())
      </div>
      """
  }
}
