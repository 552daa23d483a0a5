import Foundation

/// Where tests find what is not part of the repository: golden numbers and published data beside the checkout.
///
/// A user's clone has neither; tests that need them are skipped with a sentence.
public enum SharedFiles {
  /// The folder above `Tests/`.
  public static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let shared = repository.deletingLastPathComponent().appendingPathComponent("shared")

  /// The golden file `name`: in the folder that `HATBENCH_GOLDEN` names, else in `../shared/golden`, else among the
  /// fixtures of the tests.
  public static func golden(_ name: String) -> URL? {
    goldenFolders.lazy.map { $0.appendingPathComponent(name) }.first(where: exists)
  }

  /// The names of golden files that end in `suffix`, without it, sorted: those of the first folder that has any.
  public static func goldenNames(suffix: String) -> [String] {
    let listings = goldenFolders.lazy.map { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(suffix) }
    }
    return (listings.first { !$0.isEmpty } ?? []).map { String($0.dropLast(suffix.count)) }.sorted()
  }

  private static let goldenFolders: [URL] = {
    let named = ProcessInfo.processInfo.environment["HATBENCH_GOLDEN"].map { URL(fileURLWithPath: $0) }
    let folders = [
      named, shared.appendingPathComponent("golden"), repository.appendingPathComponent("Tests/Fixtures/golden"),
    ]
    return folders.compactMap { $0 }
  }()

  /// The published file at `path` below `../shared/data`.
  public static func data(_ path: String) -> URL? {
    let file = shared.appendingPathComponent("data").appendingPathComponent(path)
    return exists(file) ? file : nil
  }

  /// The files in the folder `path` below `../shared/data` whose names end in `suffix`, sorted.
  public static func dataFiles(in path: String, suffix: String) -> [URL] {
    guard let folder = data(path) else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(suffix) }.sorted().map(folder.appendingPathComponent)
  }

  private static func exists(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }

  /// Runs `body` with an empty folder that is removed afterwards.
  public static func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hatbench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
