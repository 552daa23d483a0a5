import Glibc

/// Working memory that belongs to the calling thread: allocated at its first use, kept until the thread ends, so that
/// kernels called in a loop do not allocate.
enum ThreadScratch {
  /// Lends `count` floats, holding anything. Kernels that call each other must not nest it.
  static func withFloats<Result>(_ count: Int, _ body: (MutableVector) -> Result) -> Result {
    if let held = pthread_getspecific(key)?.assumingMemoryBound(to: Held.self), held.pointee.count >= count {
      return body(MutableVector(start: held.pointee.floats, count: count))
    }
    return body(grow(to: count))
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let status = pthread_key_create(&key) { release($0) }
    precondition(status == 0, "the system has no room for a thread's memory: \(String(cString: strerror(status)))")
    return key
  }()

  @inline(never) private static func grow(to count: Int) -> MutableVector {
    let capacity = max(count + count / 2, 4096)
    release(pthread_getspecific(key))
    let held = UnsafeMutablePointer<Held>.allocate(capacity: 1)
    held.initialize(to: Held(floats: .allocate(capacity: capacity), count: capacity))
    pthread_setspecific(key, held)
    return MutableVector(start: held.pointee.floats, count: count)
  }
}

/// What a thread holds.
private struct Held {
  var floats: UnsafeMutablePointer<Float>
  var count: Int
}

/// Frees what a thread held.
private func release(_ pointer: UnsafeMutableRawPointer?) {
  guard let held = pointer?.assumingMemoryBound(to: Held.self) else { return }
  held.pointee.floats.deallocate()
  held.deallocate()
}
