import Files
import Foundation

/// The source text of Chart.js, which draws the charts of a page and is written into it.
///
/// It is taken from the system when a page is made and never kept in this repository. The page's script is written for version 3.
public struct ChartLibrary: Hashable, Sendable {
  /// The JavaScript.
  let source: String

  /// Where Debian, Ubuntu and Raspberry Pi OS put Chart.js (package libjs-chart.js).
  private static let places = [
    "/usr/share/javascript/chart.js/chart.min.js",
    "/usr/share/javascript/chart.js/chart.js",
    "/usr/share/nodejs/chart.js/dist/chart.min.js",
  ]

  /// The installed Chart.js, or nil if there is none: pages then show their tables only.
  ///
  /// The environment variable `HATBENCH_CHARTJS` names a copy to use instead.
  /// - Throws: `chartLibraryUnreadable` if the variable names no readable text file.
  public static func installed(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(ReportingError) -> ChartLibrary? {
    if let path = environment["HATBENCH_CHARTJS"], !path.isEmpty {
      do throws(FileError) {
        return try ChartLibrary(path: path)
      } catch {
        throw .chartLibraryUnreadable(path: path, reason: error)
      }
    }
    // A place without a readable copy is no error: the next is tried, and without any the page shows its tables.
    return places.lazy.compactMap { try? ChartLibrary(path: $0) }.first
  }
}

extension ChartLibrary {
  /// Chart.js is about 200 KB.
  private static let sizeLimit = 1 << 24

  /// The text file at `path`.
  private init(path: String) throws(FileError) {
    self.init(source: try WholeFile.readText(path, limit: Self.sizeLimit))
  }
}
