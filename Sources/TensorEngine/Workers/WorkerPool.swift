import Glibc
import Synchronization

/// A fixed crew of threads that do the parts of one task side by side; the caller is one of the workers.
///
/// ```swift
/// let pool = WorkerPool(workers: 2)
/// pool.run { worker in total[worker] = sum(pool.share(of: rows, for: worker)) }
/// ```
/// Idle workers yield the processor for some tens of microseconds and then sleep: a task of 50 µs still gains, and
/// another program that wants the core gets it. One task runs at a time: whoever comes while the crew is at work, from
/// another thread or from within a task, does all parts alone.
///
/// Each thread is bound to a core of its own, so that what it has in its cache stays near, and pools take different cores
/// while there are any. The caller, whose thread is not the pool's to bind, is moved out of a worker's way when a task
/// starts. With more workers than cores nothing is bound.
public final class WorkerPool: Sendable {
  /// The number of workers, the caller of ``run(_:)`` included.
  public let workers: Int
  private let crew = Crew()
  private let threads: [pthread_t]
  /// A core for each worker, the caller's first; empty if nothing is bound.
  private let cores: [Int]
  /// Whether `cores` are to be given back.
  private let takesCores: Bool

  /// Starts `workers - 1` threads on cores that other pools have not taken.
  public convenience init(workers: Int) {
    precondition(workers > 0, "a pool has at least one worker, not \(workers)")
    self.init(workers: workers, cores: workers > 1 ? ProcessorCores.take(workers) : [], takesCores: true)
  }

  /// Starts a thread for each of `cores` but the first, which is the caller's: where the caller knows better which
  /// processors belong together.
  public convenience init(cores: [Int]) {
    precondition(!cores.isEmpty, "a pool has at least one worker")
    self.init(workers: cores.count, cores: cores, takesCores: false)
  }

  private init(workers: Int, cores: [Int], takesCores: Bool) {
    self.workers = workers
    self.cores = cores
    self.takesCores = takesCores
    threads = (1..<workers).map { [crew] worker in
      crew.enlist(worker: worker, core: cores.isEmpty ? nil : cores[worker])
    }
  }

  deinit {
    crew.start(nil)
    for thread in threads { pthread_join(thread, nil) }
    if takesCores { ProcessorCores.giveBack(cores) }
  }

  /// Calls `body` once for each worker, at the same time unless the crew is busy, and returns when all are done.
  ///
  /// `body` must be safe to call concurrently: two workers may not write the same memory.
  public func run(_ body: (_ worker: Int) -> Void) {
    guard workers > 1, crew.isFree.exchange(false, ordering: .acquiring) else {
      for worker in 0..<workers { body(worker) }
      return
    }
    defer { crew.isFree.store(true, ordering: .releasing) }
    if let home = cores.first { ProcessorCores.leaveToWorkers(cores, home: home) }
    withoutActuallyEscaping(body) { body in
      crew.start(body)
      body(0)
      crew.waitUntilFinished(others: workers - 1)
    }
  }

  /// Calls `body` once for each index of `0..<count`, in any order and from any worker; a worker that is done early takes
  /// more, so that a core lent to another program delays little.
  public func forEach(_ count: Int, _ body: (_ index: Int) -> Void) {
    if workers == 1 || count <= 1 {
      for index in 0..<count { body(index) }
      return
    }
    let next = Atomic<Int>(0)
    run { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        if index >= count { return }
        body(index)
      }
    }
  }

  /// Runs `body` with the calling thread on the pool's first core, for measuring: it does not move in between. Threads that
  /// `body` starts stay there too.
  public func withBoundCaller<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard let home = cores.first else { return try body() }
    return try ProcessorCores.withCallingThread(on: home, body)
  }

  /// The part of `0..<count` that belongs to `worker`; the shares differ by one element at most.
  public func share(of count: Int, for worker: Int) -> Range<Int> {
    count * worker / workers..<count * (worker + 1) / workers
  }
}

/// What the threads of a pool share; they keep it alive, so that the pool itself can go.
private final class Crew: @unchecked Sendable {
  /// Written between rounds only, by the one thread that has the crew; nil ends the threads.
  private var task: ((Int) -> Void)?
  private var round = 0
  private let started = Milestone()
  private let finished = Milestone()
  /// Whether no task is under way; who sets it to false has the crew.
  let isFree = Atomic<Bool>(true)

  /// Starts the next round.
  func start(_ task: ((Int) -> Void)?) {
    self.task = task
    round += 1
    started.advance()
  }

  /// Returns when every other worker has done its part of this round.
  func waitUntilFinished(others: Int) {
    finished.wait(for: round * others)
    task = nil
  }

  /// Starts a thread that does the part of `worker` in every round, on `core` if given.
  func enlist(worker: Int, core: Int?) -> pthread_t {
    let context = Unmanaged.passRetained(Enlistment(crew: self, worker: worker, core: core)).toOpaque()
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let enlistment = Unmanaged<Enlistment>.fromOpaque(context).takeRetainedValue()
        if let core = enlistment.core { ProcessorCores.bindCallingThread(to: core) }
        enlistment.crew.serve(as: enlistment.worker)
        return nil
      }, context)
    precondition(status == 0, "the system refuses another thread: \(String(cString: strerror(status)))")
    return thread
  }

  private func serve(as worker: Int) {
    var round = 1
    while true {
      started.wait(for: round)
      guard perform(as: worker) else { return }
      finished.advance()
      round += 1
    }
  }

  /// Does one part; a function of its own so that the task is released before the round is reported as finished.
  @inline(never) private func perform(as worker: Int) -> Bool {
    guard let task else { return false }
    task(worker)
    return true
  }
}

/// What a new thread is told.
private final class Enlistment: Sendable {
  let crew: Crew
  let worker: Int
  let core: Int?

  init(crew: Crew, worker: Int, core: Int?) {
    self.crew = crew
    self.worker = worker
    self.core = core
  }
}
