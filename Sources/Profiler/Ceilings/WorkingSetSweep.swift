import Foundation
import Quantities

/// The working sets that one number of threads is measured with.
struct WorkingSetSweep {
  /// What was left out and why.
  private(set) var notes: [String] = []
  private var sizes: [ByteCount] = []
  private let levels: [CeilingLevel]
  private let threads: Int
  private let largest: ByteCount

  /// Sweeps from 4 KiB a thread to eight times the last cache or to `limit`, whichever is less, with at least
  /// ``leastInside`` sizes inside each level.
  init(levels: [CeilingLevel], threads: Int, depth: CeilingPlan.Depth, limit: ByteCount) {
    self.levels = levels
    self.threads = threads
    let smallest = ByteCount(4096 * threads)
    let wanted = max(smallest, levels.compactMap(\.capacity).max().map { $0 * 8 } ?? ByteCount(256 << 20))
    largest = max(smallest, min(wanted, limit))
    if largest < wanted {
      notes.append(
        "Working sets of \(threadsText(threads)) end at \(sizeText(largest)) instead of \(sizeText(wanted)), since no "
          + "more memory may be taken: main memory may look faster than it is.")
    }
    let step = depth == .full ? 1.2 : 1.6
    let steps = Int((log(largest / smallest) / log(step)).rounded(.up))
    sizes = (0...steps).map { min(largest, smallest * pow(step, Double($0))) }
    for level in levels {
      guard let window = reachable(level), sizes.count(where: window.contains) < Self.leastInside else { continue }
      sizes += (0..<Self.leastInside).map {
        Self.between(window, share: (Double($0) + 0.5) / Double(Self.leastInside))
      }
    }
  }

  /// Enough for a median that one odd size does not move.
  static let leastInside = 3

  /// The sizes, ascending, as `arrays` of each thread can have them.
  func workingSets(arrays: Int) -> [ByteCount] {
    Set(sizes.map { WorkingSet($0, arrays: arrays, threads: threads).bytes }).sorted()
  }

  /// A working set in the middle of each level that can be reached.
  var representatives: [(level: String, bytes: ByteCount)] {
    levels.compactMap { level in
      reachable(level).map { (level.name, WorkingSet(Self.between($0, share: 0.5), arrays: 1, threads: threads).bytes) }
    }
  }

  /// The part of a level's window that is swept.
  private func reachable(_ level: CeilingLevel) -> ClosedRange<ByteCount>? {
    let least = max(level.window.lowerBound, ByteCount(4096 * threads))
    let most = min(level.window.upperBound, largest)
    return least <= most ? least...most : nil
  }

  private static func between(_ range: ClosedRange<ByteCount>, share: Double) -> ByteCount {
    range.lowerBound * pow(range.upperBound / range.lowerBound, share)
  }
}
