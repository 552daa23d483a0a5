import Foundation
import Profiler
import TestSupport

/// The machines in `Fixtures/machines`, each a recording as `hatbench doctor --record` writes it.
enum RecordedMachines {
  static let folder = SharedFiles.repository.appendingPathComponent("Tests/ProfilerTests/Fixtures/machines")
  static let names = ["raspberry-pi-4", "raspberry-pi-4-throttled", "xeon-two-sockets", "hybrid-laptop"]

  static func machine(_ name: String) throws -> Machine {
    try Machine(recorded: folder.appendingPathComponent(name).path)
  }

  /// Calls `body` with the machine `name`, some of its files replaced or, where the text is nil, taken away.
  static func with<Result>(
    _ name: String, changing files: [String: String?], _ body: (Machine) throws -> Result
  ) throws -> Result {
    try SharedFiles.withTemporaryFolder { temporary in
      let copy = temporary.appendingPathComponent(name)
      try FileManager.default.copyItem(at: folder.appendingPathComponent(name), to: copy)
      for (path, text) in files {
        let file = copy.appendingPathComponent(path)
        if let text {
          try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
          try text.write(to: file, atomically: false, encoding: .utf8)
        } else {
          try FileManager.default.removeItem(at: file)
        }
      }
      return try body(Machine(recorded: copy.path))
    }
  }

  /// The paths of the system files that the machine `name` is asked for, relative to its folder.
  static func systemFiles(_ name: String) throws -> [String] {
    let machine = try machine(name)
    _ = Doctor(machine)
    return machine.files.filesRead.keys.sorted()
  }
}
