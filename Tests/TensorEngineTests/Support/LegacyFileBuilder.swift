/// Assembles files in PyTorch's legacy format, byte by byte, to test the reader with right and wrong ones.
struct LegacyFileBuilder {
  /// Storages by key, in the order they are written.
  var storages: [(key: String, values: [Float])] = []
  /// The pickled dictionary's items.
  private var items: [UInt8] = []

  static let magic: [UInt8] = [
    0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
    0x80, 0x02, 0x4D, 0xE9, 0x03, 0x2E,
  ]
  static let system = [0x80, 0x02] + [UInt8]("}".utf8) + text("little_endian") + [0x88] + [UInt8]("s.".utf8)

  /// A file of one 2×3 tensor `w` of 1…6.
  static var sample: LegacyFileBuilder {
    var builder = LegacyFileBuilder()
    builder.storages = [("s", [1, 2, 3, 4, 5, 6])]
    builder.add("w", storage: "s", count: 6, offset: 0, shape: [2, 3], strides: [3, 1])
    return builder
  }

  mutating func add(_ name: String, storage: String, count: Int, offset: Int, shape: [Int], strides: [Int]) {
    items += Self.text(name) + Self.global("torch._utils", "_rebuild_tensor_v2")
    items += Self.mark + Self.mark + Self.text("storage") + Self.global("torch", "FloatStorage")
    items += Self.text(storage) + Self.text("cpu") + Self.integer(count) + Array("NtQ".utf8)
    items += Self.integer(offset) + Self.tuple(shape) + Self.tuple(strides) + [0x89]
    items += Self.global("collections", "OrderedDict") + Array(")RtR".utf8)
  }

  var bytes: [UInt8] { Self.file(dictionary: Array("}(".utf8) + items + Array("u.".utf8), storages: storages) }

  /// A file whose fourth pickle is `dictionary`.
  static func file(dictionary: [UInt8], storages: [(key: String, values: [Float])] = []) -> [UInt8] {
    let keys = [0x80, 0x02] + Array("](".utf8) + storages.flatMap { text($0.key) } + Array("e.".utf8)
    let data = storages.flatMap { storage in
      little(UInt64(storage.values.count)) + storage.values.flatMap { little($0.bitPattern) }
    }
    return magic + system + [0x80, 0x02] + dictionary + keys + data
  }

  static func text(_ text: String) -> [UInt8] { [0x58] + little(UInt32(text.utf8.count)) + Array(text.utf8) }
  static func global(_ module: String, _ name: String) -> [UInt8] { Array("c\(module)\n\(name)\n".utf8) }
  static func integer(_ value: Int) -> [UInt8] { [0x8A, 8] + little(UInt64(bitPattern: Int64(value))) }
  static func tuple(_ values: [Int]) -> [UInt8] { mark + values.flatMap(integer) + Array("t".utf8) }
  static let mark = Array("(".utf8)

  private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
