/// Computes a gradient with a batch cut into shares, each with a tape of its own, that a pool's workers take in turn.
///
/// Workers meet once per gradient: each share fills its own part of ``Gradients``. The result depends on the number of
/// shares in its last bits, and on nothing else: which worker took which share does not matter. With more shares than
/// workers, a core that is lent to another program delays a step less, because the others take over its shares.
public final class DataParallel {
  /// Who does the work.
  public let pool: WorkerPool
  /// What a batch is cut into.
  public var shares: Int { tapes.count }
  private let tapes: [Tape]

  /// Makes one tape per share; by default there is one for each worker of `pool`.
  public init(pool: WorkerPool, shares: Int? = nil, backend: any Backend = CPUBackend()) {
    self.pool = pool
    tapes = (0..<(shares ?? pool.workers)).map { _ in Tape(backend: backend) }
  }

  /// The part of `0..<count` that belongs to `share`; parts differ by one element at most.
  public func range(of share: Int, in count: Int) -> Range<Int> {
    count * share / shares..<count * (share + 1) / shares
  }

  /// What `body` makes of each share's tape and number, called concurrently; the results in the shares' order.
  public func map<Result>(_ body: (Tape, _ share: Int) -> Result) -> [Result] {
    withUnsafeTemporaryAllocation(of: Result?.self, capacity: shares) { results in
      results.initialize(repeating: nil)
      defer { results.deinitialize() }
      pool.forEach(shares) { results[$0] = body(tapes[$0], $0) }
      return results.compactMap { $0 }
    }
  }

  /// Computes the mean loss over `rows` rows and its gradient.
  ///
  /// `loss` is called once per share, concurrently, with that share's tape and range of rows; it records the mean
  /// loss over that range.
  /// - Precondition: `gradients` has as many parts as there are shares.
  @discardableResult
  public func gradient(
    of parameters: Parameters, into gradients: inout Gradients, rows: Int, _ loss: (Tape, Range<Int>) -> Variable
  ) -> Float {
    precondition(rows > 0, "the mean loss over \(rows) rows")
    return gradient(
      of: parameters, into: &gradients,
      weight: { Float(self.range(of: $0, in: rows).count) / Float(rows) },
      { loss($0, self.range(of: $1, in: rows)) })
  }

  /// Computes the sum of what all shares record, each times its weight, and the gradient of that sum.
  ///
  /// - Parameters:
  ///   - adding: Whether to add to the gradient that is there, instead of starting anew.
  ///   - weight: A share's factor; one with factor 0 is not asked for a loss.
  ///   - loss: Called once per share, concurrently, with that share's tape and number; records a scalar.
  /// - Precondition: `gradients` has as many parts as there are shares.
  @discardableResult
  public func gradient(
    of parameters: Parameters, into gradients: inout Gradients, adding: Bool = false,
    weight: (_ share: Int) -> Float = { _ in 1 }, _ loss: (Tape, _ share: Int) -> Variable
  ) -> Float {
    precondition(gradients.entries == parameters.entries, "these gradients are another model's")
    precondition(gradients.parts == shares, "\(gradients.parts) parts for \(shares) shares")
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: shares) { losses in
      gradients.withParts { values, presence in
        let before = adding ? presence : presence.map { _ in false }
        withUnsafeTemporaryAllocation(of: [Bool].self, capacity: shares) { reached in
          reached.initialize(repeating: [])
          pool.forEach(shares) { share in
            let part = values.part(share * parameters.count..<(share + 1) * parameters.count)
            losses[share] = gradient(
              of: parameters, weight: weight(share), into: part, before: before, on: tapes[share], { loss($0, share) },
              reached: { reached[share] = $0 })
          }
          presence = presence.indices.map { index in reached.contains { $0[index] } }
          reached.deinitialize()
        }
      }
      return losses.reduce(0, +)
    }
  }

  /// One share's contribution to the loss; its gradient goes to `part`, where what it does not reach becomes zero.
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
