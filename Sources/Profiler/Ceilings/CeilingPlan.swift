import Foundation
import Hardware
import Quantities

/// What to time for the ceilings of one machine.
///
/// - Peaks of every instruction set and number format.
/// - Bandwidths over working sets from 4 KiB a thread to eight times the last cache.
/// - Throughputs over arithmetic intensity, with one working set for each level of memory.
/// - What starting work costs.
///
/// Source: the sweep is that of the Empirical Roofline Tool (Lo et al. "Roofline Model Toolkit: A Practical Tool for
/// Architectural and Program Analysis." PMBS 2014. doi:10.1007/978-3-319-17248-4_7), the levels those of the cache-aware
/// roofline (Ilic, Pratas, Sousa. IEEE Computer Architecture Letters 13(1), 2014. doi:10.1109/L-CA.2013.6).
public struct CeilingPlan: Hashable, Sendable {
  /// How closely to look.
  public enum Depth: String, CaseIterable, Hashable, Sendable {
    /// Sizes in steps of 1.6, every other power of two of intensity, one thread and all.
    case quick
    /// Sizes in steps of 1.2, every power of two of intensity, and numbers of threads from one to all.
    case full
  }

  /// What to time, in a fixed order; whoever times it chooses another.
  public var items: [CeilingItem]
  /// What was left out and why, in sentences.
  public var notes: [String]

  /// Plans for the machine that `environment` describes.
  ///
  /// - Parameters:
  ///   - instructionSets: Those that peaks are measured with.
  ///   - memory: What may be allocated; unless given, a quarter of the machine's memory or of what its control group
  ///     allows, and 1 GiB if neither is known.
  public init(
    environment: Environment, depth: Depth, instructionSets: [InstructionSet] = InstructionSet.available,
    memory: ByteCount? = nil
  ) {
    let allowed =
      memory ?? [environment.memory, environment.memoryLimit].compactMap { $0 }.min().map { $0 / 4 }
      ?? ByteCount(1 << 30)
    items = []
    notes = []
    if environment.caches.isEmpty {
      notes.append("The caches of this machine are not known: working sets end at 256 MiB, and all levels are one.")
    }
    for threads in Self.threadCounts(upTo: environment.threads, depth) {
      let sizes = WorkingSetSweep(
        levels: CeilingLevel.levels(of: environment, threads: threads), threads: threads, depth: depth,
        limit: allowed)
      notes += sizes.notes
      items += instructionSets.flatMap { set in
        FloatFormat.allCases.map { .peak(set, $0, threads: threads) }
      }
      items += MemoryAccess.allCases.flatMap { access in
        sizes.workingSets(arrays: access.arrays).map { .bandwidth(access, workingSet: $0, threads: threads) }
      }
      items += sizes.representatives.flatMap { level, bytes in
        Self.intensities(depth).map {
          .intensity(level: level, flopsPerElement: $0, workingSet: bytes, threads: threads)
        }
      }
      items += DispatchProbe.Start.allCases.filter { $0 == .kernel || threads > 1 }.map {
        .dispatch($0, threads: threads)
      }
    }
  }

  /// One thread and all; in between every number up to eight and then the powers of two.
  static func threadCounts(upTo all: Int, _ depth: Depth) -> [Int] {
    let all = max(1, all)
    guard depth == .full else { return all == 1 ? [1] : [1, all] }
    return (1...all).filter { $0 <= 8 || $0 & ($0 - 1) == 0 || $0 == all }
  }

  /// FLOPs for each element of four bytes: one addition, or up to 256 multiply-adds.
  static func intensities(_ depth: Depth) -> [Int] {
    (0...9).filter { depth == .full || $0 % 2 == 1 || $0 == 0 }.map { 1 << $0 }
  }
}
