import CKernels
import Foundation
import Quantities
import TensorEngine

/// The most arithmetic that one instruction set does: independent chains of multiply-adds, enough to fill every unit, on
/// numbers that never leave the registers.
///
/// A multiply-add is 2 FLOPs, fused or not.
public final class PeakProbe: Timeable {
  /// Only the total.
  public let parts = ["total"]
  private let pool: WorkerPool
  private let loop: Loop

  /// FLOPs of each thread in one run: about 100 µs of every instruction set at 4 GHz, and whole rounds.
  static func flopsPerThread(_ set: InstructionSet, _ format: FloatFormat) -> Int {
    49_152 * set.width / (format == .fp64 ? 2 : 1)
  }

  /// By how much every element rises in one half of a round; in the other it falls back, almost.
  private static let up = 0.4953
  /// What a run multiplies every element by: about e, so that elements stay near one and still tell how many rounds there
  /// were.
  let growth: Double

  /// Prepares the chains.
  ///
  /// - Precondition: this processor has the instruction set.
  public init(instructionSet: InstructionSet, format: FloatFormat, threads: Int, pool: WorkerPool? = nil) {
    guard let kernels = instructionSet.kernels, ck_has_instruction_set(kernels) else {
      preconditionFailure("this processor has no \(instructionSet.rawValue)")
    }
    let pool = pool ?? WorkerPool(workers: threads)
    self.pool = pool
    let elements = format == .fp32 ? ck_peak_floats(kernels) : ck_peak_doubles(kernels)
    let rounds = Self.flopsPerThread(instructionSet, format) / (4 * elements)
    let (up, down) = (Self.up, exp(1 / Double(rounds)) / (1 + Self.up) - 1)
    switch format {
    case .fp32:
      let (up, down) = (Float(up), Float(down))
      loop = .fp32(Chains(elements, pool)) { ck_peak_fp32(kernels, rounds, up, down, $0) }
      growth = pow((1 + Double(up)) * (1 + Double(down)), Double(rounds))
    case .fp64:
      loop = .fp64(Chains(elements, pool)) { ck_peak_fp64(kernels, rounds, up, down, $0) }
      growth = pow((1 + up) * (1 + down), Double(rounds))
    }
  }

  /// FLOPs of one run.
  static func work(_ set: InstructionSet, _ format: FloatFormat, threads: Int) -> FLOPCount {
    FLOPCount(flopsPerThread(set, format) * threads)
  }

  /// Runs the chains on every thread, each run from the same numbers.
  public func run(_ count: Int) -> [Double] { pool.withBoundCaller { time(count) } }

  private func time(_ count: Int) -> [Double] {
    let began = RawClock.system.now()
    pool.run { worker in
      for _ in 0..<count {
        switch loop {
        case .fp32(let chains, let kernel): kernel(chains.restarted(worker))
        case .fp64(let chains, let kernel): kernel(chains.restarted(worker))
        }
      }
    }
    return [RawClock.system.now() - began]
  }

  /// The elements of `worker` before and after a run.
  func elements(of worker: Int) -> (before: [Double], after: [Double]) {
    switch loop {
    case .fp32(let chains, _): chains.elements(of: worker)
    case .fp64(let chains, _): chains.elements(of: worker)
    }
  }

  private enum Loop {
    case fp32(Chains<Float>, (UnsafeMutablePointer<Float>) -> Void)
    case fp64(Chains<Double>, (UnsafeMutablePointer<Double>) -> Void)
  }
}

/// The elements of every thread, and what they start from.
private struct Chains<Element: BinaryFloatingPoint & Sendable> {
  private let start, memory: ProbeMemory<Element>

  init(_ count: Int, _ pool: WorkerPool) {
    start = ProbeMemory(count: count, pool: pool, seed: 1)
    memory = ProbeMemory(count: count, pool: pool, seed: 1)
  }

  /// The elements of `worker`, as they were at first.
  func restarted(_ worker: Int) -> UnsafeMutablePointer<Element> {
    _ = memory.arrays[worker].update(fromContentsOf: start.arrays[worker])
    guard let first = memory.arrays[worker].baseAddress else { preconditionFailure("a peak has chains") }
    return first
  }

  func elements(of worker: Int) -> (before: [Double], after: [Double]) {
    (start.arrays[worker].map { Double($0) }, memory.arrays[worker].map { Double($0) })
  }
}
