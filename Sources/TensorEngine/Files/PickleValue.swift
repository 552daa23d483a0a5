/// What the restricted pickle machine can hold; nothing here can run.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  case text(String)
  case global(PickleGlobal)
  case storage(StorageReference)
  case tensor(TensorReference)
  case container(PickleContainer)
  /// The memory of a list or dictionary; recalling it is refused, so that none is ever shared or holds itself.
  case forgottenContainer

  /// What it is, for messages.
  var kind: String {
    switch self {
    case .none: "None"
    case .bool: "a bool"
    case .integer(let value): "the integer \(value)"
    case .text: "a string"
    case .global(let global): "the name \(global.rawValue)"
    case .storage: "a storage"
    case .tensor: "a tensor"
    case .container(let container): "a \(container.kind)"
    case .forgottenContainer: "a container"
    }
  }
}

/// The only names that a file may mention; none of them is looked up anywhere.
enum PickleGlobal: String {
  case orderedDictionary = "collections.OrderedDict"
  case rebuildTensor = "torch._utils._rebuild_tensor_v2"
  case floatStorage = "torch.FloatStorage"
}

/// A run of `count` floats, stored later in the file under `key`.
struct StorageReference {
  let key: String
  let count: Int
}

/// A tensor as strides over a storage: element (i, j, …) lies at `offset + i·strides[0] + j·strides[1] + …`.
struct TensorReference {
  let storage: StorageReference
  let offset: Int
  let shape: [Int]
  let strides: [Int]

  /// Whether every element lies inside the storage.
  var fitsStorage: Bool {
    guard offset >= 0, strides.count == shape.count, strides.allSatisfy({ $0 >= 0 }) else { return false }
    guard let count = elementCount(of: shape) else { return false }
    if count == 0 { return true }
    var last = offset
    for (extent, stride) in zip(shape, strides) {
      let (reach, overflow) = (extent - 1).multipliedReportingOverflow(by: stride)
      let (sum, sumOverflow) = last.addingReportingOverflow(reach)
      if overflow || sumOverflow { return false }
      last = sum
    }
    return last < storage.count
  }
}

/// A tuple, list or dictionary, nested at most 16 deep.
///
/// It is a class so that appending never copies. Tuples never change; lists and dictionaries have one owner.
final class PickleContainer {
  enum Kind: String {
    case tuple, list, dictionary
  }

  let kind: Kind
  /// The elements; for a dictionary, keys and values in turn.
  private(set) var items: [PickleValue] = []
  private var depth = 1

  /// Makes an empty container.
  init(_ kind: Kind) { self.kind = kind }

  /// Appends `values`, or returns false if that nests too deeply: freeing a deep nest would overflow the stack.
  func append(_ values: some Sequence<PickleValue>) -> Bool {
    for value in values {
      if case .container(let inner) = value { depth = max(depth, inner.depth + 1) }
      if depth > 16 { return false }
      items.append(value)
    }
    return true
  }
}
