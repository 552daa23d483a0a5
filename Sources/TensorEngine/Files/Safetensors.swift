import FoundationEssentials

/// Named arrays in the safetensors format: an 8-byte little-endian header length, a JSON header, the raw numbers.
///
/// Arrays of `F32` and `I32` are understood; a file that holds another type can be opened, and asking for such an array
/// throws. The arrays must fill the data without gap or overlap, as the format demands.
///
/// Source: https://github.com/huggingface/safetensors, "Format".
public struct Safetensors: Sendable {
  /// What the header says about one array.
  private struct Entry: Codable {
    let dtype: String
    let shape: [Int]
    /// The first byte and the one after the last, counted from the end of the header.
    let data_offsets: [Int]
  }

  private let file: String
  private let bytes: [UInt8]
  private let dataStart: Int
  private let entries: [String: Entry]

  /// Reads the file at `path`.
  /// - Throws: `unreadable` or `malformed`.
  public init(path: String) throws(TensorEngineError) {
    try self.init(bytes: TensorFile.read(path), file: path)
  }

  /// Reads a file's `bytes`; `file` is its name in messages.
  /// - Throws: `malformed`.
  public init(bytes: [UInt8], file: String) throws(TensorEngineError) {
    var reader = ByteReader(bytes, file: file)
    let length = Int(clamping: try reader.integer(width: 8, "header length"))
    let header = try reader.take(length, "JSON header")
    self.file = file
    self.bytes = bytes
    dataStart = reader.offset
    entries = try Self.entries(in: header, file: file)
    try checkLayout()
  }

  /// The arrays' names, sorted.
  public var names: [String] { entries.keys.sorted() }

  /// The array of `Float` called `name`.
  /// - Parameter shape: The shape it must have, if the caller knows.
  /// - Throws: `missingTensor` if there is none, or it is of another type or shape.
  public func tensor(_ name: String, shape: [Int]? = nil) throws(TensorEngineError) -> Tensor {
    let expected = "F32 of shape \(shape.map { "\($0)" } ?? "any")"
    let (values, actual) = try elements(of: name, "F32", shape, expected: expected) { Float(bitPattern: $0) }
    return Tensor(values, shape: actual)
  }

  /// The array of 32-bit integers called `name`, in row-major order, and its shape.
  /// - Throws: `missingTensor` if there is none, or it is of another type.
  public func integers(_ name: String) throws(TensorEngineError) -> (values: [Int32], shape: [Int]) {
    try elements(of: name, "I32", nil, expected: "I32") { Int32(bitPattern: $0) }
  }

  private func elements<Element>(
    of name: String, _ type: String, _ shape: [Int]?, expected: String, _ element: (UInt32) -> Element
  ) throws(TensorEngineError) -> ([Element], [Int]) {
    guard let entry = entries[name] else {
      throw .missingTensor(file: file, name: name, expected: expected, found: "no such name")
    }
    guard entry.dtype == type, shape == nil || shape == entry.shape else {
      let found = "\(entry.dtype) of shape \(entry.shape)"
      throw .missingTensor(file: file, name: name, expected: expected, found: found)
    }
    let values = bytes.withUnsafeBytes { bytes in
      stride(from: entry.data_offsets[0], to: entry.data_offsets[1], by: 4).map {
        element(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: dataStart + $0, as: UInt32.self)))
      }
    }
    return (values, entry.shape)
  }
}

// MARK: Checking

extension Safetensors {
  /// A header value: an array's entry, or the free-form metadata, which is skipped.
  private enum HeaderValue: Decodable {
    case entry(Entry)
    case metadata([String: String])

    init(from decoder: any Decoder) throws {
      if decoder.codingPath.last?.stringValue == "__metadata__" {
        self = .metadata(try [String: String](from: decoder))
      } else {
        self = .entry(try Entry(from: decoder))
      }
    }
  }

  private static func entries(in header: ArraySlice<UInt8>, file: String) throws(TensorEngineError) -> [String: Entry] {
    do {
      return try JSONDecoder().decode([String: HeaderValue].self, from: Data(header)).compactMapValues {
        if case .entry(let entry) = $0 { entry } else { nil }
      }
    } catch {
      let expected = "a JSON object of {dtype, shape, data_offsets} by name"
      throw .malformed(file: file, offset: 8, found: "a header that does not decode", expected: expected)
    }
  }

  /// Checks that every array's bytes fit its shape, and that the arrays fill the data exactly, end to end.
  private func checkLayout() throws(TensorEngineError) {
    var end = 0
    for (name, entry) in entries.sorted(by: { $0.value.data_offsets.lexicographicallyPrecedes($1.value.data_offsets) })
    {
      guard entry.data_offsets.count == 2, entry.data_offsets[0] == end, entry.data_offsets[1] >= end else {
        throw malformed(found: "'\(name)' at \(entry.data_offsets)", expected: "it to start at byte \(end) of the data")
      }
      end = entry.data_offsets[1]
      guard end <= bytes.count - dataStart else {
        throw malformed(
          found: "'\(name)' up to byte \(end) of the data", expected: "at most \(bytes.count - dataStart) bytes")
      }
      guard let size = Self.elementSizes[entry.dtype] else { continue }
      guard elementCount(of: entry.shape + [size]) == end - entry.data_offsets[0] else {
        throw malformed(
          found: "'\(name)' of shape \(entry.shape) in \(end - entry.data_offsets[0]) bytes",
          expected: "\(size) bytes for each element")
      }
    }
    guard end == bytes.count - dataStart else {
      throw malformed(found: "\(bytes.count - dataStart) bytes of data", expected: "the \(end) that the header names")
    }
  }

  private func malformed(found: String, expected: String) -> TensorEngineError {
    .malformed(file: file, offset: 8, found: found, expected: expected)
  }

  private static let elementSizes = ["F32": 4, "I32": 4]
}

// MARK: Writing

extension Safetensors {
  /// Writes every parameter as `F32` under its name; the file appears whole or not at all.
  /// - Throws: `unwritable`; then a file that was there is untouched.
  public static func write(_ parameters: Parameters, to path: String) throws(TensorEngineError) {
    var header: [String: Entry] = [:]
    for entry in parameters.entries {
      let offsets = [4 * entry.range.lowerBound, 4 * entry.range.upperBound]
      header[entry.name] = Entry(dtype: "F32", shape: entry.shape, data_offsets: offsets)
    }
    try TensorFile.write(encoded(header) + [littleEndianBytes(of: parameters.values)], to: path)
  }

  /// The length and the JSON, padded with spaces so that the data starts at a multiple of 8 bytes.
  private static func encoded(_ header: [String: Entry]) -> [[UInt8]] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(header) else { preconditionFailure("integers and names always encode") }
    let padding = [UInt8](repeating: 0x20, count: (8 - json.count % 8) % 8)
    return [littleEndianBytes(of: UInt64(json.count + padding.count)), Array(json) + padding]
  }

  private static func littleEndianBytes(of values: [Float]) -> [UInt8] {
    #if _endian(little)
      values.withUnsafeBytes { Array($0) }
    #else
      values.flatMap { littleEndianBytes(of: $0.bitPattern) }
    #endif
  }

  private static func littleEndianBytes(of value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
