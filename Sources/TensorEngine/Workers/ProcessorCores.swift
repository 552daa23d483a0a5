import CKernels
import Synchronization

/// The processor cores that this process may use, and which of them worker pools have taken.
enum ProcessorCores {
  /// The numbers of the cores that the calling thread may run on, in order; empty if the system does not say.
  static var allowed: [Int] {
    let most = 1024
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: most) { cores in
      cores.prefix(ck_allowed_cores(most, cores.baseAddress)).map(Int.init)
    }
  }

  /// Takes `count` different cores, those first that the fewest pools have; none if there are not as many.
  static func take(_ count: Int) -> [Int] {
    let allowed = allowed
    guard count <= allowed.count else { return [] }
    return taken.withLock { taken in
      let cores = allowed.sorted { (taken[$0, default: 0], $0) < (taken[$1, default: 0], $1) }.prefix(count)
      for core in cores { taken[core, default: 0] += 1 }
      return Array(cores)
    }
  }

  /// Gives cores from ``take(_:)`` back.
  static func giveBack(_ cores: [Int]) {
    taken.withLock { taken in
      for core in cores { taken[core, default: 1] -= 1 }
    }
  }

  /// How many pools have each core.
  private static let taken = Mutex<[Int: Int]>([:])

  /// Keeps the calling thread on `core`; if the system refuses, it stays free to move.
  static func bindCallingThread(to core: Int) { _ = ck_bind_thread(Int32(core)) }

  /// Runs `body` with the calling thread on `core`, and lets it go again to where it was allowed before.
  static func withCallingThread<Result>(on core: Int, _ body: () throws -> Result) rethrows -> Result {
    let before = allowed.map(Int32.init)
    guard !before.isEmpty, ck_bind_thread(Int32(core)) else { return try body() }
    defer { _ = ck_allow_cores(before.count, before) }
    return try body()
  }

  /// Moves the calling thread to `home` if it is on another of `cores`, where a worker is bound: the system may leave the
  /// two on one core for long.
  static func leaveToWorkers(_ cores: [Int], home: Int) {
    let core = Int(ck_current_core())
    if core != home && cores.contains(core) { ck_move_thread(Int32(home)) }
  }
}
