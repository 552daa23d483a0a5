/// Some neighbouring floats, which the compiler keeps in vector registers.
///
/// Loops over several arrays are written with lanes because the compiler does not vectorise them by itself: it cannot
/// prove that the arrays do not overlap.
typealias Lanes = SIMD16<Float>

/// The start of every sixteen of `count` elements. The last may have fewer: then ``Vector/lanes(at:)`` fills up with
/// zeros and ``MutableVector/store(_:at:)`` drops the rest.
@inline(__always) func laneStarts(of count: Int) -> StrideTo<Int> {
  stride(from: 0, to: count, by: Lanes.scalarCount)
}

extension UnsafeBufferPointer<Float> {
  /// The sixteen elements from `start` on.
  @inline(__always) func lanes(at start: Int) -> Lanes {
    guard start &+ Lanes.scalarCount <= count else { return lastLanes(at: start) }
    return UnsafeRawPointer(baseAddress.unsafelyUnwrapped + start).loadUnaligned(as: Lanes.self)
  }

  @inline(never) private func lastLanes(at start: Int) -> Lanes {
    var lanes = Lanes.zero
    for index in start..<count { lanes[index - start] = self[index] }
    return lanes
  }
}

extension UnsafeMutableBufferPointer<Float> {
  /// The sixteen elements from `start` on.
  @inline(__always) func lanes(at start: Int) -> Lanes { Vector(self).lanes(at: start) }

  /// Overwrites the sixteen elements from `start` on.
  @inline(__always) func store(_ lanes: Lanes, at start: Int) {
    guard start &+ Lanes.scalarCount <= count else { return storeLast(lanes, at: start) }
    UnsafeMutableRawPointer(baseAddress.unsafelyUnwrapped + start).storeBytes(of: lanes, as: Lanes.self)
  }

  @inline(never) private func storeLast(_ lanes: Lanes, at start: Int) {
    for index in start..<count { self[index] = lanes[index - start] }
  }
}

/// The square roots of non-negative numbers, to 2 units in the last place; 0 gives 0. Subnormal numbers
/// come out too small, and infinity as NaN.
///
/// Swift's own `squareRoot()` goes through one C call per lane here. This halves the exponent for a first guess of 1/√x
/// and improves it by three Newton steps, each of which doubles the correct digits.
///
/// Source: Lomont. "Fast Inverse Square Root." Purdue University, 2003.
@inline(__always) func squareRoots(of x: Lanes) -> Lanes {
  let bits = SIMD16<UInt32>(repeating: 0x5F37_59DF) &- (unsafeBitCast(x, to: SIMD16<UInt32>.self) &>> 1)
  var inverse = unsafeBitCast(bits, to: Lanes.self)
  let half = 0.5 * x
  for _ in 0..<3 { inverse *= 1.5 - half * inverse * inverse }
  return x * inverse
}
