/// Levels of memory that keep whole tensors, the most recently used ones nearest.
///
/// The levels are one list in order of use, cut where a level is full: a farther cache holds what a nearer one does. A tensor that
/// is larger than a level passes through it, and takes everything there with it.
struct TensorCache {
  /// Accesses of one level.
  struct Count: Hashable, Sendable {
    /// Tensors that were found there, and that were not.
    var hits = 0
    var misses = 0
    /// Bytes of either.
    var hitBytes = 0.0
    var missBytes = 0.0
  }

  /// Accesses by level, nearest first; what a level misses, the next is asked for.
  private(set) var counts: [Count]
  /// What each level holds beyond the levels before it; the last holds everything.
  private let room: [Double]
  private var used: [Double]
  /// First and last tensor of each level; -1 for none.
  private var first, last: [Int]
  private var next, previous: [Int]
  /// The level of each tensor; nil before its first use.
  private var level: [Int?]
  private var size: [Double]

  /// An empty hierarchy for tensors numbered from 0; the last capacity is taken for unlimited.
  init(capacities: [Double], tensors: Int) {
    room = capacities.indices.map {
      $0 == capacities.count - 1 ? .infinity : max(0, capacities[$0] - ($0 > 0 ? capacities[$0 - 1] : 0))
    }
    counts = Array(repeating: Count(), count: capacities.count)
    used = Array(repeating: 0, count: capacities.count)
    first = Array(repeating: -1, count: capacities.count)
    last = first
    next = Array(repeating: -1, count: tensors)
    previous = next
    level = Array(repeating: nil, count: tensors)
    size = Array(repeating: 0, count: tensors)
  }

  /// Forgets what was counted, not what is kept.
  mutating func resetCounts() { counts = Array(repeating: Count(), count: counts.count) }

  /// Touches `bytes` of `tensor` and says which level they came from; the first time it is the farthest.
  mutating func access(_ tensor: Int, bytes: Double) -> Int {
    let found = level[tensor] ?? counts.count - 1
    for missed in 0..<found {
      counts[missed].misses += 1
      counts[missed].missBytes += bytes
    }
    counts[found].hits += 1
    counts[found].hitBytes += bytes
    if let own = level[tensor] { remove(tensor, from: own) }
    size[tensor] = bytes
    push(tensor, to: 0)
    for full in 0..<counts.count - 1 {
      while used[full] > room[full] {
        let oldest = last[full]
        remove(oldest, from: full)
        push(oldest, to: full + 1)
      }
    }
    return found
  }

  private mutating func remove(_ tensor: Int, from own: Int) {
    used[own] -= size[tensor]
    let (before, after) = (previous[tensor], next[tensor])
    if before < 0 { first[own] = after } else { next[before] = after }
    if after < 0 { last[own] = before } else { previous[after] = before }
    // Sums of what comes and goes drift; an empty level holds nothing.
    if first[own] < 0 { used[own] = 0 }
  }

  private mutating func push(_ tensor: Int, to own: Int) {
    used[own] += size[tensor]
    level[tensor] = own
    previous[tensor] = -1
    next[tensor] = first[own]
    if first[own] < 0 { last[own] = tensor } else { previous[first[own]] = tensor }
    first[own] = tensor
  }
}
