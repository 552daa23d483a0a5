import CKernels
import Quantities

/// How the memory of a probe is shared out among threads, and how often one run passes over it.
///
/// Whoever knows a working set and its threads knows the work of a run: times in a store need nothing else to become rates.
struct WorkingSet: Hashable, Sendable {
  /// Floats of each array of one thread.
  let count: Int
  /// Arrays of each thread.
  let arrays: Int
  /// Threads.
  let threads: Int

  /// The largest working set within `bytes` in total that gives each thread whole blocks; at least one block.
  init(_ bytes: ByteCount, arrays: Int, threads: Int) {
    let blockBytes = Double(blockFloats * 4 * arrays * threads)
    count = max(1, Int(bytes.value / blockBytes)) * blockFloats
    self.arrays = arrays
    self.threads = threads
  }

  /// All bytes, over all threads.
  var bytes: ByteCount { ByteCount(4 * count * arrays * threads) }

  /// Passes of a run that does `flopsPerElement`: as many as make starting the threads cost nothing beside, which is 64 MiB
  /// for each, or fewer if their arithmetic takes long; at least one.
  func passes(flopsPerElement: Int = 0) -> Int {
    let floats = count * arrays
    let byTraffic = trafficPerRun / (4 * floats)
    guard flopsPerElement > 0 else { return max(1, byTraffic) }
    return max(1, min(byTraffic, flopsPerRun / (flopsPerElement * floats)))
  }
}

private let blockFloats = CK_CEILING_BLOCK
/// Bytes that each thread moves in one run: more than 100 µs at the speed of the nearest cache.
private let trafficPerRun = 64 << 20
/// FLOPs of each thread in one run: 1 ms at 128 GFLOP/s.
private let flopsPerRun = 1 << 27
