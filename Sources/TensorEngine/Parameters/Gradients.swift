import CKernels

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
  /// The parts, one after the other. What belongs to an absent gradient holds anything.
  private var values: [Float]
  /// For each parameter, whether it has a gradient.
  var presence: [Bool]

  /// Makes gradients for `parameters`, all of them absent.
  public init(for parameters: Parameters, parts: Int = 1) {
    precondition(parts > 0, "a gradient has at least one part, not \(parts)")
    self.entries = parameters.entries
    self.parts = parts
    self.count = parameters.count
    self.values = Array(repeating: 0, count: parts * parameters.count)
    presence = Array(repeating: false, count: parameters.entries.count)
  }

  /// The gradient with respect to the parameter called `name`; zero if it is absent. Setting it makes it present.
  /// - Precondition: There is such a parameter, and a new value has its shape.
  public subscript(name: String) -> Tensor {
    get {
      let index = index(of: name)
      let entry = entries[index]
      guard presence[index] else { return Tensor(repeating: 0, shape: entry.shape) }
      let sums = entry.range.map { index in (0..<parts).reduce(0) { $0 + values[$1 * count + index] } }
      return Tensor(sums, shape: entry.shape)
    }
    set {
      let index = index(of: name)
      let range = entries[index].range
      precondition(newValue.shape == entries[index].shape, "'\(name)' has shape \(entries[index].shape)")
      for part in 0..<parts {
        let target = part * count + range.lowerBound..<part * count + range.upperBound
        values.replaceSubrange(target, with: part == 0 ? newValue.scalars : Array(repeating: 0, count: range.count))
      }
      presence[index] = true
    }
  }

  /// Whether the loss depended on the parameter called `name`.
  /// - Precondition: There is such a parameter.
  public func isPresent(_ name: String) -> Bool { presence[index(of: name)] }

  private func index(of name: String) -> Int {
    guard let index = entries.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("no parameter '\(name)'")
    }
    return index
  }

  /// Lends all parts and the presence to whoever fills them.
  mutating func withParts<Result>(_ body: (MutableVector, inout [Bool]) -> Result) -> Result {
    values.withUnsafeMutableBufferPointer { body($0, &presence) }
  }
}

// MARK: Reading

extension Gradients {
  /// The Euclidean norm over all parameters.
  public func norm(on pool: WorkerPool = WorkerPool(workers: 1)) -> Double {
    let chunks = chunks { presence[$0] }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: chunks.count) { squares in
      forEach(chunks, on: pool) { index, _, sum in squares[index] = ck_sum_of_squares(sum.count, sum.baseAddress) }
      return squares.reduce(0, +).squareRoot()
    }
  }

  /// A stretch of one parameter.
  struct Chunk {
    let entry: Int
    let range: Range<Int>
  }

  /// Cache-sized chunks of the parameters that are `included`, in order.
  func chunks(where included: (_ entry: Int) -> Bool) -> [Chunk] {
    entries.indices.filter(included).flatMap { index in
      let range = entries[index].range
      return stride(from: range.lowerBound, to: range.upperBound, by: chunkSize).map {
        Chunk(entry: index, range: $0..<min($0 + chunkSize, range.upperBound))
      }
    }
  }

  /// Calls `body` with each chunk and the sum of its parts, the chunks being shared among the workers. The sum of an
  /// absent gradient is zero.
  func forEach(_ chunks: [Chunk], on pool: WorkerPool, _ body: (_ index: Int, _ chunk: Chunk, _ sum: Vector) -> Void) {
    values.withUnsafeBufferPointer { values in
      pool.forEach((chunks.count + chunksPerTask - 1) / chunksPerTask) { task in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: chunkSize) { scratch in
          for index in task * chunksPerTask..<min(chunks.count, (task + 1) * chunksPerTask) {
            let chunk = chunks[index]
            body(index, chunk, sum(of: values, over: chunk, scratch: scratch))
          }
        }
      }
    }
  }

  private func sum(of values: Vector, over chunk: Chunk, scratch: MutableVector) -> Vector {
    let range = chunk.range
    let sum = scratch.part(0..<range.count)
    guard presence[chunk.entry] else {
      sum.update(repeating: 0)
      return Vector(sum)
    }
    if parts == 1 { return values.part(range) }
    _ = sum.update(fromContentsOf: values.part(range))
    for part in 1..<parts {
      let next = values.part(part * count + range.lowerBound..<part * count + range.upperBound)
      for i in 0..<sum.count { sum[i] += next[i] }
    }
    return Vector(sum)
  }
}

/// Floats that are worked on together: 16 KiB.
private let chunkSize = 4096
/// Chunks that a worker takes at once.
private let chunksPerTask = 4
