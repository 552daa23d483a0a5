import CKernels
import Quantities
import TensorEngine

/// What is done with memory while its bandwidth is measured.
public enum MemoryAccess: String, CaseIterable, Hashable, Sendable {
  /// One array is read and summed up.
  case read
  /// Two arrays are read, a third is written: STREAM's triad, y = a + factor·b. As STREAM does, a write counts once, although
  /// the line that it goes to may be read before.
  case triad

  /// The arrays of each thread.
  var arrays: Int { self == .read ? 1 : 3 }
}

/// Streams through a working set again and again, each thread through a part of its own.
public final class BandwidthProbe: Timeable {
  /// Only the total.
  public let parts = ["total"]
  private let access: MemoryAccess
  private let pool: WorkerPool
  let set: WorkingSet
  /// What a triad reads and writes; reading needs only the first.
  let memory: [ProbeMemory<Float>]
  /// What each thread found when it read: used, so that reading cannot be left out.
  private(set) var sums: [Float]

  /// Prepares the memory.
  public init(access: MemoryAccess, workingSet: ByteCount, threads: Int, pool: WorkerPool? = nil) {
    let pool = pool ?? WorkerPool(workers: threads)
    let set = WorkingSet(workingSet, arrays: access.arrays, threads: threads)
    self.access = access
    self.pool = pool
    self.set = set
    memory = (0..<access.arrays).map { ProbeMemory(count: set.count, pool: pool, seed: UInt64($0)) }
    sums = Array(repeating: 0, count: threads)
  }

  /// Bytes of one run.
  public static func work(_ access: MemoryAccess, _ workingSet: ByteCount, threads: Int) -> ByteCount {
    let set = WorkingSet(workingSet, arrays: access.arrays, threads: threads)
    return set.bytes * Double(set.passes())
  }

  /// Passes over the memory on every thread.
  public func run(_ count: Int) -> [Double] { pool.withBoundCaller { time(count) } }

  private func time(_ count: Int) -> [Double] {
    guard let kernels = InstructionSet.widest.kernels else { preconditionFailure("the widest set has kernels") }
    let passes = count * set.passes()
    let began = RawClock.system.now()
    sums.withUnsafeMutableBufferPointer { sums in
      pool.run { worker in
        let arrays = memory.map { $0.arrays[worker].baseAddress }
        switch access {
        case .read: sums[worker] = ck_read(kernels, passes, 0, 0, set.count, arrays[0])
        case .triad: ck_triad(kernels, passes, set.count, arrays[0], arrays[1], arrays[2])
        }
      }
    }
    return [RawClock.system.now() - began]
  }
}
