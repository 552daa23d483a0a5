/// Computes a gradient with the rows of a batch shared among workers, each with a tape of its own.
///
/// Workers meet once per gradient: each writes its own part of ``Gradients``. The result depends on the number of
/// workers in its last bits, and on nothing else.
public final class DataParallel {
  /// Who does the work.
  public let pool: WorkerPool
  private let tapes: [Tape]

  /// Makes one tape per worker of `pool`.
  public init(pool: WorkerPool, backend: any Backend = CPUBackend()) {
    self.pool = pool
    tapes = (0..<pool.workers).map { _ in Tape(backend: backend) }
  }

  /// Computes the mean loss over `rows` rows and its gradient.
  ///
  /// `loss` is called once per worker, concurrently, with that worker's tape and range of rows; it records the mean
  /// loss over that range.
  /// - Precondition: `gradients` has as many parts as there are workers.
  @discardableResult
  public func gradient(
    of parameters: Parameters, into gradients: inout Gradients, rows: Int, _ loss: (Tape, Range<Int>) -> Variable
  ) -> Float {
    precondition(gradients.entries == parameters.entries, "these gradients are another model's")
    precondition(gradients.parts == pool.workers, "\(gradients.parts) parts for \(pool.workers) workers")
    precondition(rows > 0, "the mean loss over \(rows) rows")
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: pool.workers) { losses in
      gradients.withParts { values, presence in
        withUnsafeTemporaryAllocation(of: [Bool].self, capacity: pool.workers) { reached in
          reached.initialize(repeating: [])
          pool.run { worker in
            let share = pool.share(of: rows, for: worker)
            let part = values.part(worker * parameters.count..<(worker + 1) * parameters.count)
            losses[worker] = gradient(of: parameters, over: share, of: rows, into: part, on: tapes[worker], loss) {
              reached[worker] = $0
            }
          }
          presence = presence.indices.map { index in reached.contains { $0[index] } }
          reached.deinitialize()
        }
      }
      return losses.reduce(0, +)
    }
  }

  /// One worker's contribution to the loss; its gradient goes to `part`, where what it does not reach becomes zero.
  private func gradient(
    of parameters: Parameters, over share: Range<Int>, of rows: Int, into part: MutableVector, on tape: Tape,
    _ loss: (Tape, Range<Int>) -> Variable, reached: ([Bool]) -> Void
  ) -> Float {
    var presence = parameters.entries.map { _ in false }
    defer {
      for (entry, isPresent) in zip(parameters.entries, presence) where !isPresent {
        part.part(entry.range).update(repeating: 0)
      }
      reached(presence)
    }
    if share.isEmpty { return 0 }
    let weight = Float(share.count) / Float(rows)
    return weight
      * tape.gradient(
        of: parameters, weight: weight, into: part, before: nil, { loss($0, share) }, presence: { presence = $0 })
  }
}
