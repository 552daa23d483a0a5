import Quantities
import Synchronization
import TensorEngine
import TransformerIR

/// One model's parameters, packed for one backend as engines ask for them, and shared among engines.
///
/// Designs of one SuperTransformer use the first rows and columns of the same parameters; engines for several designs
/// made from one cache share the slices that are equal. Beyond the budget, the slice that was asked for longest ago
/// leaves the cache; an engine that uses it keeps it alive.
///
/// ```swift
/// let weights = PackedWeightCache(parameters, backend: CPUBackend(), budget: ByteCount(1e9))
/// let small = try InferenceEngine(smallWorkload, weights: weights)
/// let large = try InferenceEngine(largeWorkload, weights: weights)
/// ```
public final class PackedWeightCache: Sendable {
  /// The parameters under HAT's names; embedding tables are read where they lie.
  public let parameters: Parameters
  /// The backend that packs the weights and will multiply with them.
  public let backend: any Backend
  /// What packed weights may take.
  public let budget: ByteCount

  fileprivate struct Entry {
    let matrix: PackedMatrix
    var lastUse: Int
  }

  fileprivate struct Contents {
    var entries: [WeightSlice: Entry] = [:]
    var tables: [String: Tensor] = [:]
    var uses = 0
    var bytes = 0
  }

  private let contents = Mutex(Contents())

  /// Makes an empty cache; without a budget nothing ever leaves it.
  public init(_ parameters: Parameters, backend: any Backend, budget: ByteCount = ByteCount(.infinity)) {
    self.parameters = parameters
    self.backend = backend
    self.budget = budget
  }

  /// What the packed weights in the cache take.
  public var byteCount: ByteCount { ByteCount(Double(contents.withLock { $0.bytes })) }

  /// How many slices the cache holds.
  public var count: Int { contents.withLock { $0.entries.count } }

  /// The weight `slice`, packed.
  func packed(_ slice: WeightSlice) throws(InferenceError) -> PackedMatrix {
    let held = contents.withLock { contents in
      contents.uses += 1
      contents.entries[slice]?.lastUse = contents.uses
      return contents.entries[slice]?.matrix
    }
    if let held { return held }
    let tensor = try parameters.tensor(for: slice)
    let matrix = tensor.withMatrix { whole in
      backend.pack(whole.rows(slice.rows).columns(0..<slice.columns))
    }
    contents.withLock { $0.insert(matrix, for: slice, budget: budget) }
    return matrix
  }

  /// The whole embedding table that `slice` is a part of.
  func table(_ slice: WeightSlice) throws(InferenceError) -> Tensor {
    if let held = contents.withLock({ $0.tables[slice.parameter] }) { return held }
    let tensor = try parameters.tensor(for: slice)
    contents.withLock { $0.tables[slice.parameter] = tensor }
    return tensor
  }
}

extension PackedWeightCache.Contents {
  fileprivate mutating func insert(_ matrix: PackedMatrix, for slice: WeightSlice, budget: ByteCount) {
    if entries[slice] == nil { bytes += matrix.byteCount }
    entries[slice] = PackedWeightCache.Entry(matrix: matrix, lastUse: uses)
    while Double(bytes) > budget.value, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      bytes -= oldest.value.matrix.byteCount
      entries[oldest.key] = nil
    }
  }
}
