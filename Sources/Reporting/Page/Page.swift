/// A report: a title and sections, written as one HTML file that opens offline.
///
/// ```swift
/// let page = Page(
///   title: "Raspberry Pi 4", subtitle: "1,600 rows fitted, 400 held out",
///   sections: [.init("Accuracy", [.facts([.init("MAPE", "0.86 %")]), .chart(scatter)])])
/// try page.write(to: "report.html", charts: ChartLibrary.installed())
/// ```
public struct Page: Hashable, Sendable {
  /// The heading, and the name of the browser's tab.
  public var title: String
  /// What the page is about, in a line: device, data, date.
  public var subtitle: String
  /// The sections, top to bottom.
  public var sections: [Section]

  /// Makes a page.
  public init(title: String, subtitle: String = "", sections: [Section] = []) {
    self.title = title
    self.subtitle = subtitle
    self.sections = sections
  }
}

extension Page {
  /// A titled part of a page.
  public struct Section: Hashable, Sendable {
    /// The heading.
    public var title: String
    /// The content, top to bottom.
    public var blocks: [Block]

    /// Makes a section.
    public init(_ title: String, _ blocks: [Block]) {
      self.title = title
      self.blocks = blocks
    }
  }

  /// A piece of a section. All text is plain: markup in it is shown, not obeyed.
  public enum Block: Hashable, Sendable {
    /// Running text.
    case paragraph(String)
    /// Names with their values.
    case facts([Fact])
    /// A table under its caption.
    case table(TextTable, caption: String)
    /// A chart, with its numbers in a table that unfolds.
    case chart(Chart)
    /// Drawings side by side, in rows that wrap, under one legend.
    case diagrams([StackDiagram], caption: String)
  }

  /// A name with its value: "device", "Raspberry Pi 4".
  public struct Fact: Hashable, Sendable {
    /// What is stated.
    public var name: String
    /// The statement.
    public var value: String

    /// Makes a fact.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }
}
