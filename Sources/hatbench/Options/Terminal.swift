import Foundation

/// What goes to the terminal beside results.
enum Terminal {
  /// Prints a warning on standard error.
  static func warn(_ message: String) {
    FileHandle.standardError.write(Data("warning: \(message)\n".utf8))
  }

  /// Prints `value` as JSON on standard output: indented, keys sorted.
  static func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}

/// One line on standard error that says what is being done, if anyone is there to read it.
struct ProgressLine {
  private let isShown: Bool
  private let isTerminal: Bool

  init(isForced: Bool) {
    isTerminal = isatty(STDERR_FILENO) == 1
    isShown = isForced || isTerminal
  }

  /// Replaces the line (on a terminal) or adds one.
  func show(_ text: String) {
    guard isShown else { return }
    FileHandle.standardError.write(Data((isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n").utf8))
  }

  /// Says something that stays, above the line.
  func say(_ text: String) {
    end()
    if isShown { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
  }

  /// Clears the line.
  func end() {
    if isShown, isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
