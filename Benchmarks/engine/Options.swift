import Foundation

/// `--name value` pairs after a command.
struct Options {
  let command: String
  private var values: [String: [String]] = [:]

  init(_ arguments: some Sequence<String>) {
    var rest = Array(arguments)
    command = rest.isEmpty ? "" : rest.removeFirst()
    while !rest.isEmpty {
      let name = rest.removeFirst()
      guard name.hasPrefix("--"), !rest.isEmpty else { fail("'\(name)': pairs of --name and value were expected") }
      values[name, default: []].append(rest.removeFirst())
    }
  }

  func number(_ name: String, _ standard: Int) -> Int {
    guard let text = values["--\(name)"]?.last else { return standard }
    guard let number = Int(text), number > 0 else { fail("--\(name) \(text): a positive number was expected") }
    return number
  }

  func texts(_ name: String) -> [String] { values["--\(name)"] ?? [] }

  /// Worker threads, 2 unless given.
  var threads: Int { number("threads", 2) }
}

/// Ends the program with a sentence.
func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data("engine-benchmark: \(message)\n".utf8))
  exit(1)
}
