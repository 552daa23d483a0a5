import Quantities
import TensorEngine

/// One thing to time for the ceilings. Its ``key`` says all of it, so that times in a store can be read without the plan.
public enum CeilingItem: Hashable, Sendable {
  /// Arithmetic in registers.
  case peak(InstructionSet, FloatFormat, threads: Int)
  /// Streaming through memory, so many bytes over all threads.
  case bandwidth(MemoryAccess, workingSet: ByteCount, threads: Int)
  /// Computing on what is read from the level of memory that holds the working set.
  case intensity(level: String, flopsPerElement: Int, workingSet: ByteCount, threads: Int)
  /// Starting work.
  case dispatch(DispatchProbe.Start, threads: Int)

  /// What is timed. Memory is allocated here, and freed with the result.
  ///
  /// - Parameter processors: Where threads go, in this order; anywhere if there are too few.
  public func make(on processors: [Int] = []) -> any Timeable {
    let pool =
      threads <= processors.count ? WorkerPool(cores: Array(processors.prefix(threads))) : WorkerPool(workers: threads)
    switch self {
    case .peak(let set, let format, let threads):
      return PeakProbe(instructionSet: set, format: format, threads: threads, pool: pool)
    case .bandwidth(let access, let bytes, let threads):
      return BandwidthProbe(access: access, workingSet: bytes, threads: threads, pool: pool)
    case .intensity(_, let flops, let bytes, let threads):
      return IntensityProbe(flopsPerElement: flops, workingSet: bytes, threads: threads, pool: pool)
    case .dispatch(let start, let threads): return DispatchProbe(start, threads: threads, pool: pool)
    }
  }

  private var threads: Int {
    switch self {
    case .peak(_, _, let threads), .bandwidth(_, _, let threads), .intensity(_, _, _, let threads),
      .dispatch(_, let threads):
      threads
    }
  }
}

extension CeilingItem {
  /// The name in the store: `ceiling/bandwidth/read/bytes=4096/threads=1`.
  public var key: String {
    let fields: [String] =
      switch self {
      case .peak(let set, let format, let threads): ["peak", set.rawValue, format.rawValue, "threads=\(threads)"]
      case .bandwidth(let access, let bytes, let threads):
        ["bandwidth", access.rawValue, "bytes=\(Int(bytes.value))", "threads=\(threads)"]
      case .intensity(let level, let flops, let bytes, let threads):
        ["intensity", level, "flops=\(flops)", "bytes=\(Int(bytes.value))", "threads=\(threads)"]
      case .dispatch(let start, let threads): ["dispatch", start.rawValue, "threads=\(threads)"]
      }
    return (["ceiling"] + fields).joined(separator: "/")
  }

  /// The item with that ``key``; nil if it is none's.
  public init?(key: String) {
    var fields = key.split(separator: "/", omittingEmptySubsequences: false)
    func number(_ name: String) -> Int? {
      guard let field = fields.popLast(), field.hasPrefix("\(name)="),
        let number = Int(field.dropFirst(name.count + 1)), (1...largestNumber).contains(number)
      else { return nil }
      return number
    }
    guard fields.count >= 4, fields.removeFirst() == "ceiling", let threads = number("threads") else { return nil }
    let (kind, name) = (fields.removeFirst(), String(fields.removeFirst()))
    switch kind {
    case "peak":
      guard let set = InstructionSet(rawValue: name), let format = fields.popLast(),
        let format = FloatFormat(rawValue: String(format))
      else { return nil }
      self = .peak(set, format, threads: threads)
    case "bandwidth":
      guard let access = MemoryAccess(rawValue: name), let bytes = number("bytes") else { return nil }
      self = .bandwidth(access, workingSet: ByteCount(bytes), threads: threads)
    case "intensity":
      guard let bytes = number("bytes"), let flops = number("flops"), flops == 1 || flops % 2 == 0 else { return nil }
      self = .intensity(level: name, flopsPerElement: flops, workingSet: ByteCount(bytes), threads: threads)
    case "dispatch":
      guard let start = DispatchProbe.Start(rawValue: name) else { return nil }
      self = .dispatch(start, threads: threads)
    default: return nil
    }
    // One item, one key: `threads=+1` and fields left over are nobody's.
    guard self.key == key else { return nil }
  }
}

/// Beyond any machine's memory, and small enough that products of counts do not overflow.
private let largestNumber = 1 << 46
