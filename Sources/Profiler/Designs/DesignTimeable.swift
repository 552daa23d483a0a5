import Inference
import Quantities
import TensorEngine
import TransformerIR

/// One design timed by HAT's protocol: the encoder once, then one decoder step for each word of a forced translation.
public final class DesignTimeable: Timeable {
  /// Encoder, decoder, and the search's bookkeeping if the workload has it.
  public let parts: [String]
  private let engine: InferenceEngine
  private let sentences, target: [[Int32]]
  private let search: SearchTimer?
  private let pool: WorkerPool?

  /// Prepares `workload` with weights that other designs may share.
  /// - Throws: `InferenceError` if the weights do not fit it or memory does not suffice.
  public init(_ workload: Workload, weights: PackedWeightCache) throws {
    pool = (weights.backend as? CPUBackend)?.pool
    engine = try InferenceEngine(workload, weights: weights)
    try engine.prepare()
    let setting = workload.setting
    let words = workload.architecture.vocabulary
    // Latency does not depend on the words, only their number; but equal words would keep their rows in cache.
    sentences = (0..<setting.batch).map { Self.sentence(setting.sourceLength, words.source, salt: $0) }
    target = (0..<setting.batch).map { Self.sentence(setting.targetLength, words.target, salt: $0 + 1000) }
    search = setting.includesSearch ? SearchTimer(engine.graph) : nil
    parts = setting.includesSearch ? ["encoder", "decoder", "search"] : ["encoder", "decoder"]
  }

  /// Translates `count` times.
  public func run(_ count: Int) -> [Double] {
    search?.seconds = 0
    let time = translate(count, observer: search)
    guard let search else { return [time.encoder.value, time.decoder.value] }
    return [time.encoder.value, time.decoder.value - search.seconds, search.seconds]
  }

  /// What runs.
  var graph: OperatorGraph { engine.graph }

  /// Translates `count` times and tells `observer` about every node.
  @discardableResult
  func translate(_ count: Int, observer: (any NodeObserver)?) -> ForcedDecodingTime {
    guard let pool else { return translateHere(count, observer) }
    return pool.withBoundCaller { translateHere(count, observer) }
  }

  private func translateHere(_ count: Int, _ observer: (any NodeObserver)?) -> ForcedDecodingTime {
    var sum = ForcedDecodingTime(encoder: .zero, decoder: .zero)
    for _ in 0..<count {
      do throws(InferenceError) {
        let time = try engine.forcedDecode(sentences, previousTarget: target, observer: observer)
        sum.encoder += time.encoder
        sum.decoder += time.decoder
      } catch {
        preconditionFailure("a prepared design that fitted no longer does: \(error)")
      }
    }
    return sum
  }

  private static func sentence(_ length: Int, _ vocabulary: Int, salt: Int) -> [Int32] {
    let first = Int(SpecialToken.end) + 1
    return (0..<length).map { position in
      position == length - 1 || vocabulary <= first
        ? SpecialToken.end : Int32(first + (position * 7919 + salt * 104_729) % (vocabulary - first))
    }
  }
}

/// Adds up the time of a search's nodes, and reads no clock for any other.
private final class SearchTimer: NodeObserver {
  var seconds = 0.0
  private let isSearch: [PhaseKind: [Bool]]
  private var began = 0.0

  init(_ graph: OperatorGraph) {
    isSearch = Dictionary(
      uniqueKeysWithValues: graph.phases.map { ($0.kind, $0.nodes.map { $0.role == .search }) })
  }

  func nodeBegins(_ index: Int, of phase: PhaseKind) {
    if phase == .decodeStep, isSearch[phase]![index] { began = RawClock.system.now() }
  }

  func nodeEnds(_ index: Int, of phase: PhaseKind) {
    if phase == .decodeStep, isSearch[phase]![index] { seconds += RawClock.system.now() - began }
  }
}
