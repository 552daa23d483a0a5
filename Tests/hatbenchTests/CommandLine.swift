import Foundation
import TestSupport

/// Runs the built program as a user would.
struct CommandLine {
  /// What a run left behind.
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String

    /// Standard output as a JSON object.
    var json: [String: Any] {
      get throws {
        let object = try JSONSerialization.jsonObject(with: Data(output.utf8))
        return object as? [String: Any] ?? [:]
      }
    }
  }

  /// The program, beside the tests' own.
  static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("hatbench")

  /// Runs `hatbench` with `arguments` in `folder`, `variables` added to the environment, `input` on standard input.
  static func run(
    _ arguments: String..., in folder: URL? = nil, environment variables: [String: String] = [:], input: URL? = nil
  ) throws -> Outcome {
    try run(arguments, in: folder, environment: variables, input: input)
  }

  /// Runs `hatbench` with `arguments` in `folder`, `variables` added to the environment, `input` on standard input.
  static func run(
    _ arguments: [String], in folder: URL? = nil, environment variables: [String: String] = [:], input: URL? = nil
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder ?? FileManager.default.temporaryDirectory
    var environment = ProcessInfo.processInfo.environment
    environment["COLUMNS"] = "100"
    environment["XDG_DATA_HOME"] = "/no/such/folder"
    environment.merge(variables) { $1 }
    process.environment = environment
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = try input.map { try FileHandle(forReadingFrom: $0) } ?? FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaints = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Outcome(status: process.terminationStatus, output: text, errors: complaints)
  }
}
