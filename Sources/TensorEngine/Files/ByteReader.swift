/// Reads little-endian numbers and text from bytes, forwards, and never past their end.
struct ByteReader {
  /// The file's name, for messages.
  let file: String
  let bytes: [UInt8]
  /// The index of the next byte.
  private(set) var offset = 0

  /// Starts at the first byte.
  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// The number of bytes not read yet.
  var remaining: Int { bytes.count - offset }

  /// The next `count` bytes.
  mutating func take(_ count: Int, _ what: String) throws(TensorEngineError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else {
      throw malformed(found: "\(remaining) bytes left", expected: "\(count) bytes of \(what)")
    }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  /// The next unsigned number of `width` bytes, 8 at most.
  mutating func integer(width: Int, _ what: String) throws(TensorEngineError) -> UInt64 {
    try take(width, what).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The next byte.
  mutating func byte(_ what: String) throws(TensorEngineError) -> UInt8 { UInt8(try integer(width: 1, what)) }

  /// The next `length` bytes as UTF-8.
  mutating func text(_ length: Int, _ what: String) throws(TensorEngineError) -> String {
    let start = offset
    guard let text = String(validating: try take(length, what), as: UTF8.self) else {
      throw .malformed(file: file, offset: start, found: "bytes that are not UTF-8", expected: what)
    }
    return text
  }

  /// The text up to the next line feed, which is skipped; at most 256 bytes.
  mutating func line(_ what: String) throws(TensorEngineError) -> String {
    guard let end = bytes[offset...].prefix(257).firstIndex(of: 0x0A) else {
      throw malformed(found: "no line end within 256 bytes", expected: what)
    }
    defer { offset = end + 1 }
    return try text(end - offset, what)
  }

  /// An error at the next byte.
  func malformed(found: String, expected: String) -> TensorEngineError {
    .malformed(file: file, offset: offset, found: found, expected: expected)
  }
}
