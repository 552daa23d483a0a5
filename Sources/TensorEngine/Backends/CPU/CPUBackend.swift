import Synchronization

/// Kernels for this machine's processor: large products by OpenBLAS, what else takes time by CKernels, shared out among
/// the workers of a pool.
///
/// Every element is computed by one worker, in one order, sums over rows in the gradients of biases and gains included:
/// a number of workers gives the same bits each time. What CKernels computes does not even depend on that number; a
/// product by OpenBLAS does, in its last bits, as it sums differently in matrices of other sizes.
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

  /// Calls `body` with parts of `0..<count` that cover it, side by side: each at least `grain` long, unless there is
  /// only one, and a multiple of `multiple`, the last part excepted, which is no shorter.
  func parts(of count: Int, grain: Int, multiple: Int = 1, _ body: (Range<Int>) -> Void) {
    let unitsPerPart = (max(grain, 1) + multiple - 1) / multiple
    let units = count / multiple
    let wanted = min(partsPerWorker * workers, units / unitsPerPart)
    guard let pool, workers > 1, wanted > 1 else { return body(0..<count) }
    pool.forEach(wanted) { index in
      let end = index == wanted - 1 ? count : units * (index + 1) / wanted * multiple
      body(units * index / wanted * multiple..<end)
    }
  }

  /// Calls `body` with parts of the rows of a `[rows, columns]` matrix that are worth a worker's while.
  func rowParts(_ rows: Int, columns: Int, _ body: (Range<Int>) -> Void) {
    parts(of: rows, grain: elementGrain / max(columns, 1) + 1, body)
  }
}

/// More parts than workers, so that one slow worker does not hold up the rest.
private let partsPerWorker = 4

/// How much work a worker should have at least, so that sharing it out repays: some microseconds.
///
/// What is smaller stays on one worker. The cost model asks here how many cores an operator keeps busy.
public enum WorkGrain {
  /// FLOPs of a packed product.
  public static let productFLOPs = 2e5
  /// Multiply-accumulates of an attention.
  public static let attentionProducts = 20_000
  /// Elements of anything that passes over rows.
  public static let elements = 8192
}

/// Elements that one worker should have at least.
let elementGrain = WorkGrain.elements
