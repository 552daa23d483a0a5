import Foundation

/// Lines of a pipe or terminal as they come; those that are not UTF-8 are mended and counted.
struct LineReader {
  private let descriptor: Int32
  private var bytes: [UInt8] = []
  private var isAtEnd = false
  private var count = 0
  private var notUTF8: [Int] = []

  /// Lines that are listed by number.
  private static let listed = 5

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Up to `limit` lines, without their ends; nil when there are no more.
  /// - Throws: `CleanMessage` if reading fails.
  mutating func next(_ limit: Int) throws -> [String]? {
    var lines: [String] = []
    while lines.count < limit, let line = try nextLine() { lines.append(line) }
    return lines.isEmpty ? nil : lines
  }

  /// What was not UTF-8, in a sentence; nil if all was.
  var report: String? {
    if notUTF8.isEmpty { return nil }
    let numbers = notUTF8.prefix(Self.listed).map { "\($0)" }.joined(separator: ", ")
    let rest = notUTF8.count > Self.listed ? ", …" : ""
    return "\(notUTF8.count) of \(count) lines are not UTF-8 (\(numbers)\(rest)): their unreadable bytes were replaced"
  }

  private mutating func nextLine() throws -> String? {
    while true {
      if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        defer { bytes.removeFirst(end + 1) }
        return text(bytes[..<end])
      }
      if isAtEnd {
        defer { bytes = [] }
        return bytes.isEmpty ? nil : text(bytes[...])
      }
      try fill()
    }
  }

  private mutating func fill() throws {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let read = read(descriptor, &chunk, chunk.count)
    if read < 0 && errno == EINTR { return }
    guard read >= 0 else { throw CleanMessage("cannot read standard input: \(String(cString: strerror(errno)))") }
    isAtEnd = read == 0
    bytes += chunk.prefix(read)
  }

  private mutating func text(_ line: ArraySlice<UInt8>) -> String {
    let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    count += 1
    if let text = String(validating: line, as: UTF8.self) { return text }
    notUTF8.append(count)
    return String(decoding: line, as: UTF8.self)
  }
}
