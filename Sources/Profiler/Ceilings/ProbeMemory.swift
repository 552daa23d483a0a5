import Randomness
import TensorEngine

/// Arrays for the workers of a pool, one each, allocated and first written by the worker that uses it, so that the system
/// places it near that worker's core.
///
/// Elements are random: multiples of 1/16 from -1 to 1 without zero, so that sums of many are exact and none is denormal.
/// Beyond ``patternLength`` they repeat.
final class ProbeMemory<Element: BinaryFloatingPoint & Sendable> {
  /// By worker.
  let arrays: [UnsafeMutableBufferPointer<Element>]

  /// Makes an array of `count` elements for each worker of `pool`; equal seeds make equal elements.
  init(count: Int, pool: WorkerPool, seed: UInt64) {
    arrays = [UnsafeMutableBufferPointer<Element>](unsafeUninitializedCapacity: pool.workers) { arrays, filled in
      pool.run { worker in
        let memory = UnsafeMutableRawBufferPointer.allocate(
          byteCount: count * MemoryLayout<Element>.stride, alignment: cacheLine)
        let array = memory.bindMemory(to: Element.self)
        Self.fill(array, seed: seed &+ UInt64(worker))
        arrays.initializeElement(at: worker, to: array)
      }
      filled = pool.workers
    }
  }

  deinit {
    for array in arrays { UnsafeMutableRawBufferPointer(array).deallocate() }
  }

  private static func fill(_ array: UnsafeMutableBufferPointer<Element>, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let pattern = (0..<min(patternLength, array.count)).map { _ in
      Element(generator.index(below: 16) + 1) / (generator.happens(0.5) ? 16 : -16)
    }
    for start in stride(from: 0, to: array.count, by: patternLength) {
      let part = array[start..<min(start + patternLength, array.count)]
      _ = UnsafeMutableBufferPointer(rebasing: part).update(fromContentsOf: pattern.prefix(part.count))
    }
  }
}

/// Elements before they repeat: more than any branch predictor or prefetcher could learn from.
private let patternLength = 4096

/// Bytes; no vector crosses a line of any processor.
private let cacheLine = 64
