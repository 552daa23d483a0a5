import TensorEngine

/// What it takes to start work: a kernel that does next to nothing, or a task that does nothing on any thread.
public final class DispatchProbe: Timeable {
  /// What is started.
  public enum Start: String, CaseIterable, Hashable, Sendable {
    /// A kernel of sixteen elements, through the CPU backend, which keeps it on the calling thread.
    case kernel
    /// An empty task on all threads of a pool that has just finished another, as in a graph that runs node by node.
    case sharing
  }

  /// Only the total.
  public let parts = ["total"]
  private let start: Start
  private let pool: WorkerPool
  private let backend: CPUBackend
  private var elements = [Float](repeating: 1, count: 16)

  /// Prepares a pool of `threads`.
  public init(_ start: Start, threads: Int, pool: WorkerPool? = nil) {
    self.start = start
    let pool = pool ?? WorkerPool(workers: threads)
    self.pool = pool
    backend = CPUBackend(pool: pool)
  }

  /// Starts `count` kernels or tasks.
  public func run(_ count: Int) -> [Double] { pool.withBoundCaller { time(count) } }

  private func time(_ count: Int) -> [Double] {
    let began = RawClock.system.now()
    switch start {
    case .kernel:
      elements.withUnsafeMutableBufferPointer { y in
        for _ in 0..<count { backend.relu(Vector(y), into: y) }
      }
    case .sharing:
      for _ in 0..<count { pool.run { _ in } }
    }
    return [RawClock.system.now() - began]
  }
}
