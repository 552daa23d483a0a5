import Files

extension Page {
  /// Writes the page to `path`, whole or not at all.
  /// - Throws: ``ReportingError/unwritable(path:reason:)``; what stood at `path` before is still there.
  public func write(to path: String, charts library: ChartLibrary?) throws(ReportingError) {
    do throws(FileError) {
      try WholeFile.write(html(charts: library), to: path)
    } catch {
      throw .unwritable(path: path, reason: error)
    }
  }
}
