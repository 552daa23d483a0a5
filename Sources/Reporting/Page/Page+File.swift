import Foundation

extension Page {
  /// Writes the page to `path`, whole or not at all: into a temporary file beside it, which then takes its name.
  /// - Throws: A ``ReportingError`` that tells a missing folder, a denied permission and a full disk apart; what stood
  ///   at `path` before is still there.
  public func write(to path: String, charts library: ChartLibrary?) throws(ReportingError) {
    do {
      try Data(html(charts: library).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw ReportingError(writing: path, failed: error)
    }
  }
}
