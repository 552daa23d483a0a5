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

  /// What `body` makes of each worker's tape and number, called concurrently; the results in the workers' order.
  public func map<Result>(_ body: (Tape, _ worker: Int) -> Result) -> [Result] {
    withUnsafeTemporaryAllocation(of: Result?.self, capacity: pool.workers) { results in
      results.initialize(repeating: nil)
      defer { results.deinitialize() }
      pool.run { results[$0] = body(tapes[$0], $0) }
      return results.compactMap { $0 }
    }
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
    precondition(rows > 0, "the mean loss over \(rows) rows")
    return gradient(
      of: parameters, into: &gradients,
      weight: { Float(self.pool.share(of: rows, for: $0).count) / Float(rows) },
      { loss($0, self.pool.share(of: rows, for: $1)) })
  }

  /// Computes the sum of what all workers record, each times its weight, and the gradient of that sum.
  ///
  /// - Parameters:
  ///   - adding: Whether to add to the gradient that is there, instead of starting anew.
  ///   - weight: A worker's factor; one with factor 0 is not asked for a loss.
  ///   - loss: Called once per worker, concurrently, with that worker's tape and number; records a scalar.
  /// - Precondition: `gradients` has as many parts as there are workers.
  @discardableResult
  public func gradient(
    of parameters: Parameters, into gradients: inout Gradients, adding: Bool = false,
    weight: (_ worker: Int) -> Float = { _ in 1 }, _ loss: (Tape, _ worker: Int) -> Variable
  ) -> Float {
    precondition(gradients.entries == parameters.entries, "these gradients are another model's")
    precondition(gradients.parts == pool.workers, "\(gradients.parts) parts for \(pool.workers) workers")
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: pool.workers) { losses in
      gradients.withParts { values, presence in
        let before = adding ? presence : presence.map { _ in false }
        withUnsafeTemporaryAllocation(of: [Bool].self, capacity: pool.workers) { reached in
          reached.initialize(repeating: [])
          pool.run { worker in
            let part = values.part(worker * parameters.count..<(worker + 1) * parameters.count)
            let tape = tapes[worker]
            losses[worker] = gradient(
              of: parameters, weight: weight(worker), into: part, before: before, on: tape, { loss($0, worker) },
              reached: { reached[worker] = $0 })
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
    of parameters: Parameters, weight: Float, into part: MutableVector, before: [Bool], on tape: Tape,
    _ loss: (Tape) -> Variable, reached: ([Bool]) -> Void
  ) -> Float {
    var presence = before
    defer {
      for (entry, isPresent) in zip(parameters.entries, presence) where !isPresent {
        part.part(entry.range).update(repeating: 0)
      }
      reached(presence)
    }
    if weight == 0 { return 0 }
    return weight
      * tape.gradient(
        of: parameters, weight: weight, into: part, before: before, loss, presence: { presence = $0 })
  }
}
