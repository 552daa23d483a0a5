/// The named weights of a model, kept in one flat buffer so that an optimiser walks them in a single pass.
///
/// ```swift
/// var parameters = Parameters()
/// parameters.append("predict.weight", Tensor(repeating: 0, shape: [1, 400]))
/// parameters["predict.weight"][0, 3] = 1
/// ```
/// Names follow PyTorch's (`layers.0.weight`); the order is the order of appending.
public struct Parameters: Equatable, Sendable {
  /// Where one parameter lies in the flat buffer.
  struct Entry: Equatable, Sendable {
    let name: String
    let shape: [Int]
    let range: Range<Int>
  }

  private(set) var entries: [Entry] = []
  private var indices: [String: Int] = [:]
  /// Every weight, one parameter after the other.
  var values: [Float] = []

  /// Makes an empty set.
  public init() {}

  /// The number of weights.
  public var count: Int { values.count }

  /// The parameters' names in order.
  public var names: [String] { entries.map(\.name) }

  /// Whether there is a parameter called `name`.
  public func contains(_ name: String) -> Bool { indices[name] != nil }

  /// Adds a parameter.
  /// - Precondition: `name` is new.
  public mutating func append(_ name: String, _ tensor: Tensor) {
    precondition(indices[name] == nil, "parameter '\(name)' exists already")
    indices[name] = entries.count
    entries.append(Entry(name: name, shape: tensor.shape, range: values.count..<values.count + tensor.count))
    tensor.withScalars { values.append(contentsOf: $0) }
  }

  /// The parameter called `name`, sharing its memory until either is written; a new value must have the old shape.
  /// - Precondition: There is such a parameter.
  public subscript(name: String) -> Tensor {
    get {
      let entry = entries[index(of: name)]
      return Tensor(storage: values[entry.range], shape: entry.shape)
    }
    set {
      let entry = entries[index(of: name)]
      precondition(newValue.shape == entry.shape, "'\(name)' has shape \(entry.shape), not \(newValue.shape)")
      newValue.withScalars { values.replaceSubrange(entry.range, with: $0) }
    }
  }

  func index(of name: String) -> Int {
    guard let index = indices[name] else { preconditionFailure("no parameter '\(name)'; there are \(names)") }
    return index
  }
}
