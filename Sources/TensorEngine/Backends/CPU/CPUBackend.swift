import Synchronization

/// Kernels for this machine's processor: large products by OpenBLAS, what else takes time by CKernels, shared out among
/// the workers of a pool.
///
/// Results do not depend on how the work was shared, sums over rows in the gradients of biases and gains included:
/// every element is computed by one worker, in one order.
public struct CPUBackend: Backend {
  /// Who does the work; nil for the calling thread alone. Without a pool the backend may be called from several threads
  /// at once, each with memory of its own.
  public let pool: WorkerPool?

  /// Makes the backend. OpenBLAS is confined to the calling thread from here on, in the whole process: parallelism is
  /// the pool's.
  public init(pool: WorkerPool? = nil) {
    BLASLibrary.confineToCallingThread()
    self.pool = pool
  }

  /// How many workers there are.
  var workers: Int { pool?.workers ?? 1 }

  /// Calls `body` with parts of `0..<count` that cover it, each at least `grain` long and a multiple of `multiple`
  /// (the last part excepted), side by side.
  func parts(of count: Int, grain: Int, multiple: Int = 1, _ body: (Range<Int>) -> Void) {
    let wanted = min(partsPerWorker * workers, count / max(grain, 1))
    guard let pool, workers > 1, wanted > 1 else { return body(0..<count) }
    let length = (count + wanted - 1) / wanted
    let step = (length + multiple - 1) / multiple * multiple
    pool.forEach((count + step - 1) / step) { index in body(index * step..<min(count, (index + 1) * step)) }
  }

  /// Calls `body` with parts of the rows of a `[rows, columns]` matrix that are worth a worker's while.
  func rowParts(_ rows: Int, columns: Int, _ body: (Range<Int>) -> Void) {
    parts(of: rows, grain: elementGrain / max(columns, 1) + 1, body)
  }
}

/// More parts than workers, so that one slow worker does not hold up the rest.
private let partsPerWorker = 4

/// Elements that one worker should have at least: some microseconds of memory traffic.
let elementGrain = 8192
