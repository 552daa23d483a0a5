import Foundation

/// Where the numbers made by HAT's own code lie: outside the repository, so that tests which need them may be skipped.
enum GoldenFiles {
  private static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The folder named by `HATBENCH_GOLDEN`, else the one beside the checkout.
  private static let golden =
    ProcessInfo.processInfo.environment["HATBENCH_GOLDEN"].map { URL(filePath: $0) }
    ?? packageRoot.appending(path: "../shared/golden").standardized

  /// The path of a golden file, or nil if it is not on this machine.
  static func golden(_ name: String) -> String? { existing(golden.appending(path: name)) }

  /// The path of a data file, or nil if it is not on this machine.
  static func data(_ name: String) -> String? {
    existing(packageRoot.appending(path: "../shared/data").standardized.appending(path: name))
  }

  private static func existing(_ file: URL) -> String? {
    FileManager.default.fileExists(atPath: file.path) ? file.path : nil
  }
}
