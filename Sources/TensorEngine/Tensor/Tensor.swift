/// A dense, row-major array of `Float` with any number of dimensions: a value, copied only when written.
///
/// ```swift
/// var x = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
/// x[1, 2] = 7            // x is [[1, 2, 3], [4, 5, 7]]
/// let last = x[rows: 1..<2]  // [[4, 5, 7]], sharing x's storage until either is written
/// ```
/// A scalar has the empty shape and one element. It is not a mathematical object: the operations live in ``Tape`` and
/// the arithmetic in a ``Backend``.
public struct Tensor: Equatable, Sendable {
  /// The extent of each dimension, outermost first; empty for a scalar.
  public let shape: [Int]
  private var storage: ArraySlice<Float>

  /// Makes a tensor of `scalars` in row-major order.
  /// - Precondition: `scalars.count` is the product of `shape`.
  public init(_ scalars: [Float], shape: [Int]) { self.init(storage: scalars[...], shape: shape) }

  /// Makes a tensor that has the same value everywhere.
  public init(repeating value: Float, shape: [Int]) {
    self.init(Array(repeating: value, count: Self.count(of: shape)), shape: shape)
  }

  init(storage: ArraySlice<Float>, shape: [Int]) {
    precondition(
      storage.count == Self.count(of: shape), "\(storage.count) scalars do not fill a tensor of shape \(shape)")
    self.shape = shape
    self.storage = storage
  }

  /// The number of elements: the product of the shape.
  public var count: Int { storage.count }

  /// Every element in row-major order.
  public var scalars: [Float] { Array(storage) }

  /// One element; as many indices as there are dimensions.
  public subscript(indices: Int...) -> Float {
    get { storage[offset(of: indices)] }
    set { storage[offset(of: indices)] = newValue }
  }

  /// The part whose outermost index lies in `rows`; it shares storage until written.
  public subscript(rows rows: Range<Int>) -> Tensor {
    precondition(
      !shape.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= shape[0],
      "rows \(rows) of a tensor of shape \(shape)")
    let rowSize = shape.dropFirst().reduce(1, *)
    let start = storage.startIndex
    return Tensor(
      storage: storage[start + rows.lowerBound * rowSize..<start + rows.upperBound * rowSize],
      shape: [rows.count] + shape.dropFirst())
  }

  /// The same elements under another shape of equal size.
  public func reshaped(_ shape: [Int]) -> Tensor { Tensor(storage: storage, shape: shape) }

  /// Lends the elements, contiguous and row-major, to `body`.
  public func withScalars<Result>(_ body: (Vector) throws -> Result) rethrows -> Result {
    try storage.withUnsafeBufferPointer(body)
  }

  /// Lends the elements to `body` as a matrix with all dimensions but the last taken together.
  /// - Precondition: There is at least one element.
  public func withMatrix<Result>(_ body: (MatrixView) throws -> Result) rethrows -> Result {
    try storage.withUnsafeBufferPointer { scalars in
      guard let base = scalars.baseAddress else { preconditionFailure("a matrix without elements") }
      let columns = shape.last ?? 1
      return try body(MatrixView(base, rows: count / columns, columns: columns))
    }
  }

  private func offset(of indices: [Int]) -> Int {
    precondition(indices.count == shape.count, "\(indices.count) indices into a tensor of shape \(shape)")
    var offset = 0
    for (index, extent) in zip(indices, shape) {
      precondition(index >= 0 && index < extent, "index \(indices) outside a tensor of shape \(shape)")
      offset = offset * extent + index
    }
    return storage.startIndex + offset
  }

  static func count(of shape: [Int]) -> Int {
    guard let count = elementCount(of: shape) else { preconditionFailure("no tensor can have the shape \(shape)") }
    return count
  }
}

/// The product of `shape`, or nil if an extent is negative or the product does not fit: for shapes that come from files.
func elementCount(of shape: [Int]) -> Int? {
  guard shape.allSatisfy({ $0 >= 0 }) else { return nil }
  var count = 1
  for extent in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: extent)
    if overflow { return nil }
    count = product
  }
  return count
}
