import TensorEngine

/// What this machine does at best: measured, in this process.
struct Machine {
  let threads: Int
  /// Enough that one of them is likely not to meet another program.
  private let rounds = 20

  init(threads: Int) { self.threads = threads }

  /// FLOP/s of products that every thread makes alone, 512×512 by a packed 512×512, as fast as this engine's kernel goes
  /// with everything in a core's cache; the best of several rounds.
  func peak() -> Double {
    let (size, repeats) = (512, 20)
    let count = size * size
    let backend = CPUBackend()
    let weights = Tensor(repeating: 0.5, shape: [size, size]).withMatrix { weight in
      (0..<threads).map { _ in backend.pack(weight) }
    }
    let floats = MutableVector.allocate(capacity: 2 * count * threads)
    defer { floats.deallocate() }
    floats.initialize(repeating: 0.25)
    let lent = Lent(floats)
    let pool = WorkerPool(workers: threads)
    let times = (0..<rounds).map { _ in
      seconds {
        pool.run { worker in
          let base = lent.start + 2 * count * worker
          let y = MutableMatrixView(base + count, rows: size, columns: size)
          for _ in 0..<repeats {
            backend.linear(MatrixView(base, rows: size, columns: size), weights[worker], into: y)
          }
        }
      }
    }
    return Double(2 * size * count * repeats * threads) / (times.min() ?? .infinity)
  }

  /// Bytes per second that all threads together read, each from 256 MiB of its own; the best of several rounds.
  func bandwidth() -> Double {
    let count = 1 << 26
    let floats = MutableVector.allocate(capacity: count * threads)
    defer { floats.deallocate() }
    let lent = Lent(floats)
    let pool = WorkerPool(workers: threads)
    pool.run { worker in (lent.start + count * worker).initialize(repeating: 1, count: count) }
    var sums = Array(repeating: Float(0), count: threads)
    let times = (0..<rounds).map { _ in
      seconds {
        sums.withUnsafeMutableBufferPointer { sums in
          let sums = Lent(sums)
          pool.run { worker in sums.start[worker] = sum(lent.start + count * worker, count) }
        }
      }
    }
    // Reading it back keeps the loop from being dropped.
    precondition(sums.allSatisfy { $0 > 0 }, "an array of ones sums to nothing")
    return Double(4 * count * threads) / (times.min() ?? .infinity)
  }
}

/// Memory whose parts belong to one worker each.
private struct Lent: @unchecked Sendable {
  let start: UnsafeMutablePointer<Float>

  init(_ floats: MutableVector) {
    guard let start = floats.baseAddress else { preconditionFailure("no memory was lent") }
    self.start = start
  }
}

/// The sum of `count` floats, a multiple of 32, read as four streams: one alone does not keep enough lines in flight.
private func sum(_ floats: UnsafePointer<Float>, _ count: Int) -> Float {
  let bytes = UnsafeRawPointer(floats)
  let quarter = count * MemoryLayout<Float>.stride / 4
  var (a, b, c, d) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
  for offset in stride(from: 0, to: quarter, by: 32) {
    a += bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
    b += bytes.loadUnaligned(fromByteOffset: offset + quarter, as: SIMD8<Float>.self)
    c += bytes.loadUnaligned(fromByteOffset: offset + 2 * quarter, as: SIMD8<Float>.self)
    d += bytes.loadUnaligned(fromByteOffset: offset + 3 * quarter, as: SIMD8<Float>.self)
  }
  return (a + b + c + d).sum()
}

/// GF/s and GB/s of this machine.
func peak(_ options: Options) -> Report {
  let observation = Observation(threads: options.threads)
  let machine = Machine(threads: options.threads)
  return observation.report("see figures", []) {
    ["peak_gflops_per_second": machine.peak() / 1e9, "read_gb_per_second": machine.bandwidth() / 1e9]
  }
}
