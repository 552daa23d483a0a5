import Foundation
import Hardware
import Quantities

@testable import Profiler

/// A machine with round numbers: two cores with 32 KiB and 1 MiB of their own and 16 MiB together.
enum TestMachine {
  /// What it is.
  static func environment(threads: Int = 2, memory: ByteCount? = ByteCount(8 << 30)) -> Environment {
    var environment = Environment(
      processor: "test", cores: 2, hardwareThreads: 2, system: "Linux", kernel: "6", compiler: "Swift",
      build: "release", threads: threads, date: "2026-01-01")
    environment.caches = [
      .init(level: "l1d", size: ByteCount(32 << 10), count: 2, sharedByCores: 1),
      .init(level: "l2", size: ByteCount(1 << 20), count: 2, sharedByCores: 1),
      .init(level: "l3", size: ByteCount(16 << 20), count: 1, sharedByCores: 2),
    ]
    environment.memory = memory
    return environment
  }

  /// The FLOP/s of a thread in registers.
  static func peak(_ set: InstructionSet, _ format: FloatFormat) -> Double {
    (set == .avx2 ? 100e9 : 50e9) / (format == .fp64 ? 2 : 1)
  }

  /// Bytes a second of all threads, by level: 400, 200 and 100 GB/s a thread, and 40 for main memory whoever asks.
  static func bandwidth(_ workingSet: ByteCount, threads: Int) -> Double {
    let levels = CeilingLevel.levels(of: environment(), threads: threads)
    let level = levels.firstIndex { $0.capacity.map { workingSet <= $0 } ?? true } ?? levels.count - 1
    return level == levels.count - 1 ? 40e9 : [400e9, 200e9, 100e9][level] * Double(threads)
  }

  /// The times that the items of a plan take, to the nanosecond what the roofline says.
  static func summaries(_ plan: CeilingPlan) -> [String: (median: Double, interval: ClosedRange<Double>)] {
    Dictionary(uniqueKeysWithValues: plan.items.map { item in (item.key, around(seconds(item))) })
  }

  private static func around(_ seconds: Double) -> (median: Double, interval: ClosedRange<Double>) {
    (seconds, seconds * 0.99...seconds * 1.02)
  }

  private static func seconds(_ item: CeilingItem) -> Double {
    switch item {
    case .peak(let set, let format, let threads):
      PeakProbe.work(set, format, threads: threads).value / (peak(set, format) * Double(threads))
    case .bandwidth(let access, let bytes, let threads):
      BandwidthProbe.work(access, bytes, threads: threads).value / bandwidth(bytes, threads: threads)
    case .intensity(_, let flops, let bytes, let threads):
      IntensityProbe.work(flopsPerElement: flops, bytes, threads: threads).value
        / min(peak(.avx2, .fp32) * Double(threads), bandwidth(bytes, threads: threads) * Double(flops) / 4)
    case .dispatch(.kernel, _): 1e-6
    case .dispatch(.sharing, _): 3e-6
    }
  }
}
