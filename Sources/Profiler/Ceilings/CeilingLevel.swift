import Foundation
import Hardware
import Quantities

/// A level of memory as a number of threads sees it: the working sets that it surely serves.
public struct CeilingLevel: Hashable, Sendable {
  /// `l1d`, `l2`, `l3`, `dram`.
  public var name: String
  /// What all threads together can keep in it; nil for main memory, which holds every working set.
  public var capacity: ByteCount?
  /// The working sets that are too large for the levels before and fit with room to spare; main memory's has no end.
  public var window: ClosedRange<ByteCount>

  /// The levels of a machine with `threads` on a core each, nearest first.
  ///
  /// A cache that is hardly larger than those before it together serves no working set for sure, and has no level here.
  public static func levels(of environment: Environment, threads: Int) -> [CeilingLevel] {
    var levels: [CeilingLevel] = []
    var before = ByteCount.zero
    for cache in environment.caches where cache.size > .zero {
      let capacity = cache.capacity(threads: threads)
      let (least, most) = (before * farEnough, capacity * nearEnough)
      if least < most { levels.append(CeilingLevel(name: cache.level, capacity: capacity, window: least...most)) }
      before = max(before, capacity)
    }
    return levels
      + [CeilingLevel(name: "dram", capacity: nil, window: before * farEnough...ByteCount(Double.infinity))]
  }
}

/// A cache holds a working set of at most this share of it without losing lines to whatever else is in it …
private let nearEnough = 0.75
/// … and one this much larger than a cache gets little from it.
private let farEnough = 1.5
