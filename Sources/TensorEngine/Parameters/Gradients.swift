/// The gradient of one number with respect to every parameter, as a sum of parts that are computed side by side.
///
/// A data-parallel step gives each worker its own part, so that no two workers ever write one float; the optimiser adds
/// the parts where it reads them.
public struct Gradients: Sendable {
  /// The names and places of the parameters that this is a gradient for.
  let entries: [Parameters.Entry]
  /// The number of parts whose sum is the gradient.
  public let parts: Int
  /// The number of weights, which is the length of each part.
  let count: Int
  /// The parts, one after the other.
  var values: [Float]

  /// Makes a zero gradient for `parameters`.
  public init(for parameters: Parameters, parts: Int = 1) {
    precondition(parts > 0, "a gradient has at least one part, not \(parts)")
    self.entries = parameters.entries
    self.parts = parts
    self.count = parameters.count
    self.values = Array(repeating: 0, count: parts * parameters.count)
  }

  /// The gradient with respect to the parameter called `name`.
  /// - Precondition: There is such a parameter.
  public subscript(name: String) -> Tensor {
    guard let entry = entries.first(where: { $0.name == name }) else { preconditionFailure("no parameter '\(name)'") }
    let sums = entry.range.map { index in (0..<parts).reduce(0) { $0 + values[$1 * count + index] } }
    return Tensor(sums, shape: entry.shape)
  }
}

extension Gradients {
  /// Calls `body` with the sum of the parts, a cache-sized chunk at a time, the chunks being shared among the workers.
  func forEachChunk(on pool: WorkerPool, _ body: (_ range: Range<Int>, _ sum: Vector) -> Void) {
    let chunkSize = 4096
    values.withUnsafeBufferPointer { values in
      pool.run { worker in
        let share = pool.share(of: count, for: worker)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: chunkSize) { scratch in
          for start in stride(from: share.lowerBound, to: share.upperBound, by: chunkSize) {
            let range = start..<min(start + chunkSize, share.upperBound)
            body(range, sum(of: values, over: range, scratch: scratch))
          }
        }
      }
    }
  }

  private func sum(of values: Vector, over range: Range<Int>, scratch: MutableVector) -> Vector {
    if parts == 1 { return values.part(range) }
    let sum = scratch.part(0..<range.count)
    _ = sum.update(fromContentsOf: values.part(range))
    for part in 1..<parts {
      let next = values.part(part * count + range.lowerBound..<part * count + range.upperBound)
      for i in 0..<sum.count { sum[i] += next[i] }
    }
    return Vector(sum)
  }
}
