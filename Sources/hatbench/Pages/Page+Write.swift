import Reporting

extension Page {
  /// Writes the page with the charts library that this machine has; without one, the page shows its tables.
  func write(to path: String) throws { try write(to: path, charts: ChartLibrary.installed()) }
}
