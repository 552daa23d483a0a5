/// Float buffers handed out in order and taken back all at once, so that a loop allocates in its first round only.
struct Arena: ~Copyable {
  private var buffers: [MutableVector] = []
  private var used = 0

  deinit { buffers.forEach { $0.deallocate() } }

  /// The next buffer, `count` floats long, holding anything; valid until ``takeBack()``.
  mutating func next(_ count: Int) -> MutableVector {
    if used == buffers.count { buffers.append(.allocate(capacity: count)) }
    if buffers[used].count < count {
      buffers[used].deallocate()
      buffers[used] = .allocate(capacity: count)
    }
    defer { used += 1 }
    return buffers[used].part(0..<count)
  }

  /// Makes every buffer free for reuse.
  mutating func takeBack() { used = 0 }
}
