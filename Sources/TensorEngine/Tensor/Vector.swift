/// Contiguous floats lent for the length of one call.
public typealias Vector = UnsafeBufferPointer<Float>
/// Contiguous floats that a kernel may write, lent for the length of one call.
public typealias MutableVector = UnsafeMutableBufferPointer<Float>

extension UnsafeBufferPointer<Float> {
  /// The elements in `range`, counted from 0.
  func part(_ range: Range<Int>) -> Vector { Vector(rebasing: self[range]) }
}

extension UnsafeMutableBufferPointer<Float> {
  /// The elements in `range`, counted from 0.
  func part(_ range: Range<Int>) -> MutableVector { MutableVector(rebasing: self[range]) }
}
