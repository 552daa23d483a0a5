import TensorEngine

/// The largest difference between two tensors, relative to the larger of 1 and the largest element.
func distance(_ left: Tensor, _ right: Tensor) -> Float {
  precondition(left.shape == right.shape, "\(left.shape) against \(right.shape)")
  let scale = left.scalars.reduce(1) { max($0, abs($1)) }
  return zip(left.scalars, right.scalars).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
}
