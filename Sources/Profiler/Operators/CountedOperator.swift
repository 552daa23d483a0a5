import Inference
import Quantities
import TensorEngine
import TransformerIR

/// What hardware counters say of one operator, beside what its graph says: the check that FLOPs and bytes are counted
/// right.
public struct CountedOperator: Codable, Hashable, Sendable {
  /// What it does and how large it is.
  public var name: String
  /// FLOPs of one execution by the graph, and by the counters; nil where they cannot be counted.
  public var flops: Double
  /// FLOPs by the counters, where they can be counted.
  public var countedFLOPs: Double?
  /// Bytes of weights and caches by the graph.
  public var streamedBytes: Double
  /// Bytes that came from main memory by the counters, where they can be counted.
  public var countedBytes: Double?

  enum CodingKeys: String, CodingKey {
    case name
    case flops = "flop"
    case countedFLOPs = "counted_flop"
    case streamedBytes = "streamed_byte"
    case countedBytes = "counted_byte"
  }

  /// Counters and graph may differ by this share.
  private static let tolerance = 0.1
  /// Less than this is lost among whatever else the program does.
  private static let smallestFLOPs = 1e5
  /// The same for bytes.
  private static let smallestBytes = 1e5

  /// Where counters and graph differ by more than a tenth, in words. Counted bytes are a lower bound, since prefetched lines
  /// need not be counted: only more than the graph's are told.
  public var differences: [String] {
    func difference(
      _ what: String, _ counted: Double?, _ analytic: Double, _ smallest: Double, isLowerBound: Bool = false
    ) -> String? {
      guard let counted, analytic >= smallest, abs(counted / analytic - 1) > Self.tolerance,
        !isLowerBound || counted > analytic
      else { return nil }
      let percent = (1000 * (counted / analytic - 1)).rounded() / 10
      return "counters see \(percent > 0 ? "+" : "")\(percent) % \(what) of \(name) than its graph has"
    }
    return [
      difference("FLOPs", countedFLOPs, flops, Self.smallestFLOPs),
      difference("bytes from memory", countedBytes, streamedBytes, Self.smallestBytes, isLowerBound: true),
    ].compactMap { $0 }
  }
}

extension OperatorPlan {
  /// Counts every operator with cold weights, on one thread, in runs of its own; nothing if `session` has no hardware
  /// counters.
  /// - Throws: `InferenceError` if memory does not suffice.
  public func count(with session: CounterSession) throws -> [CountedOperator] {
    guard !session.hardwareEvents.isEmpty else { return [] }
    let coldest = Dictionary(grouping: entries, by: \.node.name).compactMapValues { $0.max { $0.copies < $1.copies } }
    return try coldest.sorted { $0.key < $1.key }.map { name, entry in
      let probe = try NodeProbe(
        entry.node.workload, phase: entry.node.phase, node: entry.node.index, copies: entry.copies,
        backend: CPUBackend())
      let executions = max(probe.executionsPerTranslation, entry.copies)
      probe.run(executions)
      let reading = session.count { probe.run(executions) }
      return CountedOperator(
        name: name, flops: entry.node.work.flops.value,
        countedFLOPs: reading.flops.map { $0.value / Double(executions) },
        streamedBytes: entry.node.work.streamedBytes(in: entry.node.phase, of: entry.node.kind).value,
        countedBytes: reading.memoryTraffic.map { $0.value / Double(executions) })
    }
  }
}
