import CKernels
import Quantities
import TensorEngine

/// Reads a working set and computes on every element: at few FLOPs an element memory is the limit, at many the units are.
public final class IntensityProbe: Timeable {
  /// Only the total.
  public let parts = ["total"]
  private let pool: WorkerPool
  private let multiplyAdds: Int
  private let passes: Int
  let set: WorkingSet
  let memory: ProbeMemory<Float>
  /// What each thread computed: used, so that computing cannot be left out.
  private(set) var sums: [Float]

  /// What elements are multiplied with; small, so that they stay near one.
  static let factor: Float = 1.0 / 256

  /// Prepares the memory.
  ///
  /// - Precondition: one FLOP for each element, or an even number.
  public init(flopsPerElement: Int, workingSet: ByteCount, threads: Int, pool: WorkerPool? = nil) {
    precondition(
      flopsPerElement == 1 || (flopsPerElement > 0 && flopsPerElement % 2 == 0),
      "\(flopsPerElement) FLOPs are no whole number of multiply-adds")
    multiplyAdds = flopsPerElement / 2
    let pool = pool ?? WorkerPool(workers: threads)
    self.pool = pool
    set = WorkingSet(workingSet, arrays: 1, threads: threads)
    passes = set.passes(flopsPerElement: flopsPerElement)
    memory = ProbeMemory(count: set.count, pool: pool, seed: 1)
    sums = Array(repeating: 0, count: threads)
  }

  /// FLOPs of one run.
  static func work(flopsPerElement: Int, _ workingSet: ByteCount, threads: Int) -> FLOPCount {
    let set = WorkingSet(workingSet, arrays: 1, threads: threads)
    return FLOPCount(set.passes(flopsPerElement: flopsPerElement) * flopsPerElement * set.count * threads)
  }

  /// Passes over the memory on every thread.
  public func run(_ count: Int) -> [Double] { pool.withBoundCaller { time(count) } }

  private func time(_ count: Int) -> [Double] {
    guard let kernels = InstructionSet.widest.kernels else { preconditionFailure("the widest set has kernels") }
    let began = RawClock.system.now()
    sums.withUnsafeMutableBufferPointer { sums in
      pool.run { worker in
        sums[worker] = ck_read(
          kernels, count * passes, multiplyAdds, Self.factor, set.count, memory.arrays[worker].baseAddress)
      }
    }
    return [RawClock.system.now() - began]
  }
}
