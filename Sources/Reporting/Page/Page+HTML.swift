extension Page {
  /// The page as the text of one HTML file that loads nothing else.
  /// - Parameter library: What draws the charts; without it the page shows their tables and says how to install it.
  public func html(charts library: ChartLibrary?) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="\(policy)">
    <title>\(title.escapedForHTML)</title>
    <style>
    \(pageStyle)
    </style>
    </head>
    <body>
    <header>
    <h1>\(title.escapedForHTML)</h1>
    \(subtitle.isEmpty ? "" : "<p>\(subtitle.escapedForHTML)</p>")
    \(contents)
    </header>
    <main>
    \(notice(isDrawn: library != nil))
    \(sections.enumerated().map { $1.html(id: sectionID($0), isDrawn: library != nil) }.joined(separator: "\n"))
    </main>
    \(scripts(library))
    </body>
    </html>

    """
  }

  private var hasCharts: Bool {
    sections.contains { $0.blocks.contains { if case .chart = $0 { true } else { false } } }
  }

  /// Nothing may be fetched; styles and scripts are the page's own.
  private var policy: String { "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'" }

  private func sectionID(_ index: Int) -> String { "section-\(index + 1)" }

  /// Links to the sections, on pages long enough to need them.
  private var contents: String {
    guard sections.count > 2 else { return "" }
    let links = sections.enumerated().map { "<a href=\"#\(sectionID($0))\">\($1.title.escapedForHTML)</a>" }
    return "<nav aria-label=\"Sections\">\(links.joined(separator: " "))</nav>"
  }

  /// What the reader must know where charts are not drawn.
  private func notice(isDrawn: Bool) -> String {
    guard hasCharts else { return "" }
    if isDrawn {
      return "<noscript><p class=\"notice\">Charts need JavaScript; their tables hold the same numbers.</p></noscript>"
    }
    return """
      <p class="notice">This page shows tables in place of charts because Chart.js was not found when it was made: \
      install it with <code>sudo apt install libjs-chart.js</code> and make the page again.</p>
      """
  }

  private func scripts(_ library: ChartLibrary?) -> String {
    guard hasCharts, let library else { return "" }
    return "<script>\n\(library.source.safeInScript)\n</script>\n<script>\n\(pageMarks)\n\(pageScript)\n</script>"
  }
}

extension Page.Section {
  fileprivate func html(id: String, isDrawn: Bool) -> String {
    """
    <section id="\(id)" aria-labelledby="\(id)-title">
    <h2 id="\(id)-title">\(title.escapedForHTML)</h2>
    \(blocks.map { $0.html(isDrawn: isDrawn) }.joined(separator: "\n"))
    </section>
    """
  }
}

extension Page.Block {
  fileprivate func html(isDrawn: Bool) -> String {
    switch self {
    case .paragraph(let text):
      return "<p>\(text.escapedForHTML)</p>"
    case .facts(let facts):
      let entries = facts.map { "<div><dt>\($0.name.escapedForHTML)</dt><dd>\($0.value.escapedForHTML)</dd></div>" }
      return "<dl>\n\(entries.joined(separator: "\n"))\n</dl>"
    case .table(let table, let caption):
      return table.scrollableHTML(caption: caption)
    case .chart(let chart):
      return chart.html(isDrawn: isDrawn)
    case .diagrams(let diagrams, let caption):
      return diagrams.html(caption: caption)
    }
  }
}

extension Chart {
  /// A figure with heading, picture, caption and the folded tables; without a picture the tables are unfolded.
  fileprivate func html(isDrawn: Bool) -> String {
    let tables = tables.map { $0.table.scrollableHTML(caption: $0.caption) }
    return """
      <figure class="\((isDrawn ? shape : .wide).rawValue)">
      <h3>\(title.escapedForHTML)</h3>
      \(isDrawn ? canvas : "")
      \(caption.isEmpty ? "" : "<figcaption>\(caption.escapedForHTML)</figcaption>")
      <details\(isDrawn ? "" : " open")>
      <summary>Data</summary>
      \(tables.joined(separator: "\n"))
      </details>
      </figure>
      """
  }

  private var canvas: String {
    let height = y.categories.map { " style=\"height: \(110 + 34 * $0.count)px\"" } ?? ""
    let summary = "Chart: \(title). Horizontal: \(x.label). Vertical: \(y.label). The data table below has its numbers."
    return """
      <div class="canvas"\(height)><canvas role="img" aria-label="\(summary.escapedForHTML)"></canvas></div>
      <script type="application/json">\(json.escapedForScriptJSON)</script>
      """
  }
}

extension TextTable {
  fileprivate func scrollableHTML(caption: String) -> String {
    """
    <div class="scroll" role="region" aria-label="\(caption.escapedForHTML)" tabindex="0">
    \(html(caption: caption))
    </div>
    """
  }
}
