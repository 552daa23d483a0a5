import TensorEngine

/// The largest difference between two tensors of equal shape; infinite if their shapes differ or one is not a number.
func distance(_ one: Tensor, _ two: Tensor) -> Float {
  guard one.shape == two.shape else { return .infinity }
  return distance(one.scalars, two.scalars)
}

/// The largest difference between two lists of equal length.
func distance(_ one: [Float], _ two: [Float]) -> Float {
  guard one.count == two.count else { return .infinity }
  return zip(one, two).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}
