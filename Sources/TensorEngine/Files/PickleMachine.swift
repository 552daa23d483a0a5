/// Runs one pickle of PyTorch's legacy format without ever running code.
///
/// A pickle is a program for a stack machine that can call any function by name. This machine knows the opcodes and
/// the three names that saving a dictionary of tensors needs; anything else ends the reading with the name and the
/// place. Programs are limited to a million instructions, which is the memory limit too: an instruction makes at most
/// one small value.
///
/// Source: CPython, Lib/pickletools.py.
struct PickleMachine {
  private enum Opcode: UInt8 {
    case mark = 0x28, emptyTuple = 0x29, stop = 0x2E, binInt = 0x4A, binInt1 = 0x4B, binInt2 = 0x4D, none = 0x4E
    case binPersistentID = 0x51, reduce = 0x52, binUnicode = 0x58, emptyList = 0x5D, append = 0x61, build = 0x62
    case global = 0x63, appends = 0x65, binGet = 0x68, longBinGet = 0x6A, binPut = 0x71, longBinPut = 0x72
    case setItem = 0x73, tuple = 0x74, setItems = 0x75, emptyDictionary = 0x7D, proto = 0x80
    case tuple1 = 0x85, tuple2 = 0x86, tuple3 = 0x87, newTrue = 0x88, newFalse = 0x89, long1 = 0x8A
  }

  private var reader: ByteReader
  private var stack: [PickleValue] = []
  /// Stack heights at the open marks.
  private var marks: [Int] = []
  private var memo: [UInt64: PickleValue] = [:]
  /// Where the current instruction starts.
  private var instruction = 0

  /// Runs the pickle that starts where `reader` stands, and leaves `reader` after it.
  /// - Throws: `malformed` or `refused`.
  static func run(_ reader: inout ByteReader) throws(TensorEngineError) -> PickleValue {
    var machine = PickleMachine(reader: reader)
    let value = try machine.run()
    reader = machine.reader
    return value
  }

  private init(reader: ByteReader) { self.reader = reader }

  private mutating func run() throws(TensorEngineError) -> PickleValue {
    for _ in 0..<1_000_000 {
      instruction = reader.offset
      let code = try reader.byte("an opcode")
      guard let opcode = Opcode(rawValue: code) else { throw refused("opcode 0x\(String(code, radix: 16))") }
      if opcode == .stop { return try pop() }
      try execute(opcode)
    }
    throw refused("a pickle of more than a million instructions")
  }

  private mutating func execute(_ opcode: Opcode) throws(TensorEngineError) {
    switch opcode {
    case .stop: break
    case .proto: try checkProtocol()
    case .none: stack.append(.none)
    case .newTrue: stack.append(.bool(true))
    case .newFalse: stack.append(.bool(false))
    case .binInt1: try pushUnsigned(width: 1)
    case .binInt2: try pushUnsigned(width: 2)
    case .binInt: try pushSigned(width: 4)
    case .long1: try pushSigned(width: Int(reader.byte("a length")))
    case .binUnicode:
      let length = Int(try reader.integer(width: 4, "a length"))
      stack.append(.text(try reader.text(length, "a string")))
    case .mark: marks.append(stack.count)
    case .emptyTuple: try pushContainer(.tuple, [])
    case .emptyList: try pushContainer(.list, [])
    case .emptyDictionary: try pushContainer(.dictionary, [])
    case .tuple: try pushContainer(.tuple, popToMark())
    case .tuple1: try pushContainer(.tuple, pop(1))
    case .tuple2: try pushContainer(.tuple, pop(2))
    case .tuple3: try pushContainer(.tuple, pop(3))
    case .append: try extend(.list, with: pop(1))
    case .appends: try extend(.list, with: popToMark())
    case .setItem: try extend(.dictionary, with: pop(2))
    case .setItems: try extend(.dictionary, with: popToMark())
    case .binPut: try remember(at: reader.integer(width: 1, "a memo index"))
    case .longBinPut: try remember(at: reader.integer(width: 4, "a memo index"))
    case .binGet: try recall(reader.integer(width: 1, "a memo index"))
    case .longBinGet: try recall(reader.integer(width: 4, "a memo index"))
    case .global: try pushGlobal()
    case .binPersistentID:
      // On a line of its own: popping inside the call would copy the stack, which the call's `self` shares.
      let identifier = try pop()
      stack.append(.storage(try storage(identifier)))
    case .reduce: try reduce()
    case .build: try ignoreAttributes()
    }
  }
}

// MARK: The stack

extension PickleMachine {
  private mutating func pop() throws(TensorEngineError) -> PickleValue {
    guard stack.count > marks.last ?? 0 else { throw malformed("an empty stack", "a value") }
    return stack.removeLast()
  }

  private mutating func pop(_ count: Int) throws(TensorEngineError) -> [PickleValue] {
    guard stack.count - count >= marks.last ?? 0 else {
      throw malformed("\(stack.count - (marks.last ?? 0)) values", "\(count) values")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(TensorEngineError) -> [PickleValue] {
    guard let height = marks.popLast() else { throw malformed("no mark on the stack", "one") }
    defer { stack.removeSubrange(height...) }
    return Array(stack[height...])
  }

  private mutating func pushUnsigned(width: Int) throws(TensorEngineError) {
    stack.append(.integer(Int(try reader.integer(width: width, "an integer"))))
  }

  private mutating func pushSigned(width: Int) throws(TensorEngineError) {
    guard width <= 8 else { throw refused("an integer of \(width) bytes") }
    let bits = try reader.integer(width: width, "an integer")
    let unused = 64 - 8 * width
    stack.append(.integer(unused == 64 ? 0 : Int(Int64(bitPattern: bits << UInt64(unused)) >> Int64(unused))))
  }

  private mutating func pushContainer(
    _ kind: PickleContainer.Kind, _ items: [PickleValue]
  ) throws(TensorEngineError) {
    stack.append(.container(PickleContainer(kind)))
    try fill(kind, with: items)
  }

  private mutating func extend(_ kind: PickleContainer.Kind, with items: [PickleValue]) throws(TensorEngineError) {
    guard kind != .dictionary || items.count.isMultiple(of: 2) else {
      throw malformed("\(items.count) dictionary items", "keys and values in pairs")
    }
    try fill(kind, with: items)
  }

  private func fill(_ kind: PickleContainer.Kind, with items: [PickleValue]) throws(TensorEngineError) {
    guard stack.count > marks.last ?? 0, case .container(let container) = stack.last, container.kind == kind else {
      throw malformed(stack.last?.kind ?? "an empty stack", "a \(kind) to fill")
    }
    guard container.append(items) else { throw refused("containers nested more than 16 deep") }
  }

  private mutating func remember(at index: UInt64) throws(TensorEngineError) {
    guard let value = stack.last else { throw malformed("an empty stack", "a value to remember") }
    if case .container(let container) = value, container.kind != .tuple {
      memo[index] = .forgottenContainer
    } else {
      memo[index] = value
    }
  }

  private mutating func recall(_ index: UInt64) throws(TensorEngineError) {
    guard let value = memo[index] else { throw malformed("nothing under memo index \(index)", "a remembered value") }
    if case .forgottenContainer = value { throw refused("a list or dictionary that is used twice") }
    stack.append(value)
  }
}

// MARK: Names and calls

extension PickleMachine {
  private mutating func checkProtocol() throws(TensorEngineError) {
    let version = try reader.byte("a protocol number")
    guard version == 2 else { throw refused("pickle protocol \(version)") }
  }

  private mutating func pushGlobal() throws(TensorEngineError) {
    let name = "\(try reader.line("a module name")).\(try reader.line("a name"))"
    guard let global = PickleGlobal(rawValue: name) else { throw refused("the name '\(name)'") }
    stack.append(.global(global))
  }

  /// `('storage', torch.FloatStorage, key, device, count, None)`.
  private func storage(_ identifier: PickleValue) throws(TensorEngineError) -> StorageReference {
    guard case .container(let tuple) = identifier, tuple.kind == .tuple, tuple.items.count == 6,
      case .text("storage") = tuple.items[0], case .global(.floatStorage) = tuple.items[1],
      case .text(let key) = tuple.items[2], case .integer(let count) = tuple.items[4], count >= 0,
      case .none = tuple.items[5]
    else { throw malformed(identifier.kind, "the six parts of a float storage") }
    return StorageReference(key: key, count: count)
  }

  private mutating func reduce() throws(TensorEngineError) {
    let call = try pop(2)
    guard case .global(let function) = call[0], case .container(let arguments) = call[1], arguments.kind == .tuple
    else {
      throw malformed("a call of \(call[0].kind)", "a call of a known name")
    }
    switch function {
    case .orderedDictionary where arguments.items.isEmpty: try pushContainer(.dictionary, [])
    case .rebuildTensor: stack.append(.tensor(try tensor(arguments.items)))
    case .orderedDictionary, .floatStorage: throw refused("a call of '\(function.rawValue)' with arguments")
    }
  }

  /// `(storage, offset, shape, strides, requires_grad, backward_hooks)`.
  private func tensor(_ arguments: [PickleValue]) throws(TensorEngineError) -> TensorReference {
    guard arguments.count == 6, case .storage(let storage) = arguments[0], case .integer(let offset) = arguments[1],
      let shape = integers(arguments[2]), let strides = integers(arguments[3])
    else { throw malformed("\(arguments.count) arguments", "storage, offset, shape and strides of a tensor") }
    let tensor = TensorReference(storage: storage, offset: offset, shape: shape, strides: strides)
    guard tensor.fitsStorage else {
      throw malformed(
        "shape \(shape) with strides \(strides) at \(offset)", "elements inside a storage of \(storage.count)")
    }
    return tensor
  }

  private func integers(_ value: PickleValue) -> [Int]? {
    guard case .container(let tuple) = value, tuple.kind == .tuple, tuple.items.count <= 16 else { return nil }
    var integers: [Int] = []
    for case .integer(let integer) in tuple.items { integers.append(integer) }
    return integers.count == tuple.items.count ? integers : nil
  }

  /// A state dictionary carries its modules' version numbers as attributes; they say nothing about the tensors.
  private mutating func ignoreAttributes() throws(TensorEngineError) {
    _ = try pop()
    guard stack.count > marks.last ?? 0, case .container(let object) = stack.last, object.kind == .dictionary else {
      throw refused("attributes on \(stack.last?.kind ?? "nothing")")
    }
  }

  private func malformed(_ found: String, _ expected: String) -> TensorEngineError {
    .malformed(file: reader.file, offset: instruction, found: found, expected: expected)
  }

  private func refused(_ what: String) -> TensorEngineError {
    .refused(
      file: reader.file, offset: instruction, what: what,
      advice: "only a dictionary of float tensors is read; save `model.float().state_dict()`")
  }
}
