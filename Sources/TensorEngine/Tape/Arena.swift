import Glibc

/// Working memory for a recording: buffers can be given back in any order and are used again, and all of them are taken
/// back at once at the end, so that a loop asks the system for memory in its first rounds only.
///
/// Memory comes in slabs; a request takes the first gap that is wide enough, and a gap that is given back is joined with
/// its neighbours. A forward pass therefore fills a slab from its start, and the backward pass reuses its end.
struct Arena: ~Copyable {
  private var slabs: [Slab] = []

  deinit { slabs.forEach { free($0.base) } }

  /// A buffer of `count` floats, holding anything; valid until it is given back or ``takeBack()``.
  mutating func next(_ count: Int) -> MutableVector {
    let size = max(1, (count + Self.alignment - 1) / Self.alignment * Self.alignment)
    for index in slabs.indices {
      if let start = slabs[index].take(size) { return MutableVector(start: start, count: count) }
    }
    slabs.append(Slab(count: max(size, min(2 * (slabs.last?.count ?? 0), Self.largestSlab), Self.smallestSlab)))
    guard let start = slabs[slabs.count - 1].take(size) else { preconditionFailure("a new slab of memory is full") }
    return MutableVector(start: start, count: count)
  }

  /// Makes one buffer free for reuse.
  mutating func giveBack(_ buffer: MutableVector) {
    guard let start = buffer.baseAddress, let index = slabs.firstIndex(where: { $0.contains(start) }) else { return }
    slabs[index].giveBack(start, max(1, (buffer.count + Self.alignment - 1) / Self.alignment * Self.alignment))
  }

  /// Makes every buffer free for reuse.
  mutating func takeBack() {
    for index in slabs.indices { slabs[index].gaps = [0..<slabs[index].count] }
  }

  /// Buffers start at multiples of a cache line.
  private static let alignment = 16
  /// In floats: 256 KiB, and 256 MiB. A larger request gets a slab of its own.
  private static let smallestSlab = 1 << 16
  private static let largestSlab = 1 << 26
}

/// A stretch of memory and the gaps in it that are free, in order.
private struct Slab {
  let base: UnsafeMutablePointer<Float>
  let count: Int
  var gaps: [Range<Int>]

  init(count: Int) {
    var memory: UnsafeMutableRawPointer?
    let byteCount = count * MemoryLayout<Float>.stride
    let status = posix_memalign(&memory, hugePage, byteCount)
    guard status == 0, let memory else { preconditionFailure("no memory for \(byteCount) bytes of working space") }
    madvise(memory, byteCount, MADV_HUGEPAGE)
    base = memory.bindMemory(to: Float.self, capacity: count)
    self.count = count
    gaps = [0..<count]
  }

  func contains(_ address: UnsafeMutablePointer<Float>) -> Bool { address >= base && address < base + count }

  mutating func take(_ size: Int) -> UnsafeMutablePointer<Float>? {
    guard let index = gaps.firstIndex(where: { $0.count >= size }) else { return nil }
    let start = gaps[index].lowerBound
    if gaps[index].count == size {
      gaps.remove(at: index)
    } else {
      gaps[index] = start + size..<gaps[index].upperBound
    }
    return base + start
  }

  mutating func giveBack(_ address: UnsafeMutablePointer<Float>, _ size: Int) {
    var gap = address - base..<address - base + size
    var index = gaps.firstIndex { $0.lowerBound > gap.lowerBound } ?? gaps.count
    if index < gaps.count, gaps[index].lowerBound == gap.upperBound {
      gap = gap.lowerBound..<gaps.remove(at: index).upperBound
    }
    if index > 0, gaps[index - 1].upperBound == gap.lowerBound {
      index -= 1
      gap = gaps.remove(at: index).lowerBound..<gap.upperBound
    }
    gaps.insert(gap, at: index)
  }
}

/// The alignment that lets the system use huge pages, so that products over large matrices miss fewer page entries.
private let hugePage = 1 << 21
