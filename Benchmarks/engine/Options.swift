import Foundation

/// `--name value` pairs after a command.
struct Options {
  let command: String
  private var values: [String: [String]] = [:]

  init(_ arguments: some Sequence<String>) {
    var rest = Array(arguments)
    command = rest.isEmpty ? "" : rest.removeFirst()
    while rest.count >= 2 {
      let name = rest.removeFirst()
      values[name, default: []].append(rest.removeFirst())
    }
  }

  func number(_ name: String, _ standard: Int) -> Int {
    guard let text = values["--\(name)"]?.last else { return standard }
    guard let number = Int(text), number > 0 else { fail("--\(name) \(text): a positive number was expected") }
    return number
  }

  func texts(_ name: String) -> [String] { values["--\(name)"] ?? [] }
}

/// Ends the program with a sentence.
func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data("engine-benchmark: \(message)\n".utf8))
  exit(1)
}

/// What a command prints.
struct Measured: Encodable {
  var unit: String
  var samples: [Double]
  var median: Double
  var threads: Int
  var kernels = ""
  /// The most memory the process has had, in MiB.
  var peak_memory_mib: Int
  var results: [String: [String: Double]]?

  init(_ unit: String, _ samples: [Double], threads: Int) {
    self.unit = unit
    self.samples = samples
    median = samples.isEmpty ? 0 : samples.sorted()[samples.count / 2]
    self.threads = threads
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    peak_memory_mib = usage.ru_maxrss / 1024
  }
}
