import Glibc
import Synchronization

/// A count that only grows, and that threads can wait for.
///
/// Waiting yields the processor a bounded number of times before it sleeps: a sleeping thread takes tens of
/// microseconds to wake, and a thread that never sleeps takes the core from others.
final class Milestone: @unchecked Sendable {
  private let count = Atomic<Int>(0)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// Starts at zero.
  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Adds one and wakes whoever waits. What this thread wrote before is visible to a thread that waited for it.
  func advance() {
    pthread_mutex_lock(mutex)
    count.add(1, ordering: .releasing)
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }

  /// Returns when the count has reached `target`.
  func wait(for target: Int) {
    for _ in 0..<yieldsBeforeSleep {
      if count.load(ordering: .acquiring) >= target { return }
      sched_yield()
    }
    pthread_mutex_lock(mutex)
    while count.load(ordering: .acquiring) < target { pthread_cond_wait(changed, mutex) }
    pthread_mutex_unlock(mutex)
  }
}

/// About 100 µs at 0.3 µs a yield on an idle core.
private let yieldsBeforeSleep = 300
