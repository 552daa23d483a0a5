import Foundation
import Profiler

/// A measurement store that is kept where the user asked for it, or else for as long as the command runs.
struct TemporaryStore {
  /// The file.
  let path: String
  private let folder: URL?

  /// A store at `path`, or in a folder of its own that ``discard()`` removes.
  init(_ path: String?) throws {
    if let path {
      (self.path, folder) = (path, nil)
      return
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hatbench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.folder = folder
    self.path = folder.appendingPathComponent("samples.sqlite").path
  }

  /// Removes what the user did not ask for.
  func discard() {
    guard let folder else { return }
    do {
      try FileManager.default.removeItem(at: folder)
    } catch {
      Terminal.warn("could not remove '\(folder.path)': \(error.localizedDescription)")
    }
  }
}
