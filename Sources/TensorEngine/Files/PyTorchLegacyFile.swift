/// The tensors of a file that PyTorch before 1.6 wrote with `torch.save(model.state_dict(), …)`.
///
/// The format is five pickles (magic number, version, system, dictionary, storage keys) and then the storages' raw
/// numbers. Reading never runs what the file says: see ``PickleMachine``. Newer files are zip archives and are refused.
///
/// Source: PyTorch, torch/serialization.py, `_legacy_save`.
public struct PyTorchLegacyFile: Sendable {
  /// The tensors under their names, in the file's order.
  public let tensors: Parameters
  private let file: String

  /// Reads the file at `path`.
  /// - Throws: `unreadable`, `malformed` or `refused`.
  public init(path: String) throws(TensorEngineError) {
    try self.init(bytes: TensorFile.read(path), file: path)
  }

  /// Reads a file's `bytes`; `file` is its name in messages.
  /// - Throws: `malformed` or `refused`.
  public init(bytes: [UInt8], file: String) throws(TensorEngineError) {
    var reader = ByteReader(bytes, file: file)
    try Self.checkPreamble(&reader)
    let dictionary = try Self.container(.dictionary, try PickleMachine.run(&reader), reader)
    let keys = try Self.container(.list, try PickleMachine.run(&reader), reader)
    let storages = try Self.storages(keys, &reader)
    tensors = try Self.tensors(dictionary, storages, reader)
    self.file = file
  }

  /// The tensor called `name`.
  /// - Throws: `missingTensor` if there is none of this shape.
  public func tensor(_ name: String, shape: [Int]) throws(TensorEngineError) -> Tensor {
    guard tensors.contains(name) else {
      throw .missingTensor(file: file, name: name, expected: "shape \(shape)", found: "no such name")
    }
    let tensor = tensors[name]
    guard tensor.shape == shape else {
      throw .missingTensor(file: file, name: name, expected: "shape \(shape)", found: "shape \(tensor.shape)")
    }
    return tensor
  }
}

extension PyTorchLegacyFile {
  /// The first two pickles: the integer 0x1950a86a20f9469cfc6c, and the version 1001.
  private static let magic: [UInt8] = [
    0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
    0x80, 0x02, 0x4D, 0xE9, 0x03, 0x2E,
  ]

  /// Checks the magic number and the version, and that the system that wrote the file was little-endian.
  private static func checkPreamble(_ reader: inout ByteReader) throws(TensorEngineError) {
    if reader.bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      let advice = "save it again with `_use_new_zipfile_serialization=False`"
      throw .refused(file: reader.file, offset: 0, what: "PyTorch's newer zip format", advice: advice)
    }
    guard reader.bytes.starts(with: magic) else {
      throw reader.malformed(found: "another start", expected: "PyTorch's legacy magic number and version 1001")
    }
    _ = try reader.take(magic.count, "magic number")
    let system = try container(.dictionary, try PickleMachine.run(&reader), reader)
    guard system.pairs.contains(where: { if case (.text("little_endian"), .bool(true)) = $0 { true } else { false } })
    else { throw reader.malformed(found: "no mark of little-endian numbers", expected: "'little_endian': True") }
  }

  /// The place of each storage's numbers in the file, by key.
  private static func storages(
    _ keys: PickleContainer, _ reader: inout ByteReader
  ) throws(TensorEngineError) -> [String: Range<Int>] {
    var storages: [String: Range<Int>] = [:]
    for key in keys.items {
      guard case .text(let key) = key, storages[key] == nil else {
        throw reader.malformed(found: key.kind, expected: "storage keys, each once")
      }
      let count = Int(clamping: try reader.integer(width: 8, "a storage's length"))
      guard count <= reader.remaining / 4 else {
        throw reader.malformed(found: "a storage of \(count) floats", expected: "at most \(reader.remaining / 4)")
      }
      let start = reader.offset
      _ = try reader.take(4 * count, "a storage")
      storages[key] = start..<reader.offset
    }
    guard reader.remaining == 0 else {
      throw reader.malformed(found: "\(reader.remaining) more bytes", expected: "the end of the file")
    }
    return storages
  }

  /// The dictionary's tensors; together at most four times the file, so that a small file cannot fill the memory.
  private static func tensors(
    _ dictionary: PickleContainer, _ storages: [String: Range<Int>], _ reader: ByteReader
  ) throws(TensorEngineError) -> Parameters {
    var tensors = Parameters()
    for (key, value) in dictionary.pairs {
      guard case .text(let name) = key, case .tensor(let tensor) = value, !tensors.contains(name) else {
        throw reader.malformed(found: "\(key.kind) with \(value.kind)", expected: "names, each once, with tensors")
      }
      guard let storage = storages[tensor.storage.key], storage.count / 4 == tensor.storage.count else {
        throw reader.malformed(
          found: "no storage '\(tensor.storage.key)' of \(tensor.storage.count) floats", expected: "one for '\(name)'")
      }
      guard let count = elementCount(of: tensor.shape), count <= reader.bytes.count - tensors.count else {
        throw .refused(
          file: reader.file, offset: reader.offset, what: "tensors several times as large as the file",
          advice: "save contiguous tensors: `{k: v.clone() for k, v in state.items()}`")
      }
      tensors.append(name, tensor.copied(from: reader.bytes, at: storage.lowerBound, count: count))
    }
    return tensors
  }

  private static func container(
    _ kind: PickleContainer.Kind, _ value: PickleValue, _ reader: ByteReader
  ) throws(TensorEngineError) -> PickleContainer {
    guard case .container(let container) = value, container.kind == kind else {
      throw reader.malformed(found: value.kind, expected: "a \(kind)")
    }
    return container
  }
}

extension PickleContainer {
  /// A dictionary's items.
  fileprivate var pairs: [(PickleValue, PickleValue)] {
    stride(from: 0, to: items.count, by: 2).map { (items[$0], items[$0 + 1]) }
  }
}

extension TensorReference {
  /// The elements in row-major order, from a storage that starts at byte `start`.
  /// - Precondition: ``fitsStorage``, and `count` is the product of the shape.
  fileprivate func copied(from bytes: [UInt8], at start: Int, count: Int) -> Tensor {
    var position = Array(repeating: 0, count: shape.count)
    var element = offset
    let scalars = bytes.withUnsafeBytes { bytes in
      (0..<count).map { _ in
        let bits = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start + 4 * element, as: UInt32.self))
        advance(&position, &element)
        return Float(bitPattern: bits)
      }
    }
    return Tensor(scalars, shape: shape)
  }

  /// Moves to the next element in row-major order; after the last it starts over. The arithmetic wraps: the stride of
  /// a dimension of one element may be anything, and what wraps over is taken back.
  private func advance(_ position: inout [Int], _ element: inout Int) {
    for dimension in shape.indices.reversed() {
      position[dimension] += 1
      element &+= strides[dimension]
      if position[dimension] < shape[dimension] { return }
      element &-= strides[dimension] &* shape[dimension]
      position[dimension] = 0
    }
  }
}
