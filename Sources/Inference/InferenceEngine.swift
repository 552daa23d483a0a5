import Quantities
import TensorEngine
import TransformerIR

/// Executes a design: translates, encodes, scores and is measured, all by running the design's ``OperatorGraph``.
///
/// ```swift
/// let workload = try Workload(design: design, architecture: space.architecture, setting: setting)
/// let engine = try InferenceEngine(workload, parameters: parameters, backend: CPUBackend())
/// let best = try engine.translate([[17, 204, 2]], search: .greedy)[0][0].tokens
/// ```
/// The graph is compiled once: weights packed, memory planned, one kernel for each node. The setting gives the largest
/// batch, beam and lengths; less may be run, and sentences may be of unequal lengths: they lie one after the other,
/// without padding. Tokens are those of HAT's dictionaries (``SpecialToken``); a sentence ends with its end symbol.
///
/// An engine runs one thing at a time: give each thread its own, made from one ``PackedWeightCache``.
public final class InferenceEngine {
  /// What is executed, and the largest batch, beam and lengths.
  public let workload: Workload
  private let weights: PackedWeightCache
  private var plans: [PlanKind: ExecutionPlan] = [:]

  private enum PlanKind {
    case translation, teacherForced
  }

  /// Plans `workload` with weights that other engines may share.
  /// - Throws: ``InferenceError`` if a parameter is missing or too small, or if the plan is beyond this machine.
  public init(_ workload: Workload, weights: PackedWeightCache) throws(InferenceError) {
    self.workload = workload
    self.weights = weights
    try weights.parameters.check(workload.architecture)
  }

  /// Plans `workload` with weights of its own.
  /// - Parameter parameters: A SuperTransformer's, under HAT's names.
  /// - Throws: As ``init(_:weights:)``.
  public convenience init(
    _ workload: Workload, parameters: Parameters, backend: any Backend
  ) throws(InferenceError) {
    try self.init(workload, weights: PackedWeightCache(parameters, backend: backend))
  }

  /// The graph that translating runs.
  public var graph: OperatorGraph { plans[.translation]?.graph ?? workload.graph() }
  /// The graph that scoring a known target runs.
  public var teacherForcedGraph: OperatorGraph { plans[.teacherForced]?.graph ?? workload.teacherForcedGraph() }

  /// Packs weights and plans memory for translating; otherwise the first run does.
  public func prepare() throws(InferenceError) { _ = try translationPlan() }

  /// What the activations of a translation take.
  /// - Throws: As ``prepare()``.
  public func activationBytes() throws(InferenceError) -> ByteCount {
    Double(try translationPlan().slabCount) * Precision.fp32.bytesPerElement
  }

  /// The plan for translating, made when it is first needed.
  func translationPlan() throws(InferenceError) -> ExecutionPlan {
    try plan(.translation) { workload.graph() }
  }

  /// The plan for scoring a known target, made when it is first needed.
  func teacherForcedPlan() throws(InferenceError) -> ExecutionPlan {
    try plan(.teacherForced) { workload.teacherForcedGraph() }
  }

  private func plan(_ kind: PlanKind, _ graph: () -> OperatorGraph) throws(InferenceError) -> ExecutionPlan {
    if let plan = plans[kind] { return plan }
    let plan = try ExecutionPlan(graph(), weights)
    plans[kind] = plan
    return plan
  }
}

// MARK: Checking

extension InferenceEngine {
  /// Checks that `sentences` can be the sources of one run.
  func check(source sentences: [[Int32]]) throws(InferenceError) {
    guard !sentences.isEmpty else { throw .emptyBatch }
    guard sentences.count <= workload.setting.batch else {
      throw .tooManySentences(found: sentences.count, planned: workload.setting.batch)
    }
    try check(sentences, .source, length: workload.setting.sourceLength, workload.architecture.vocabulary.source)
  }

  /// Checks that `sentences` can be the targets of `sources` sentences.
  func check(target sentences: [[Int32]], sources: Int) throws(InferenceError) {
    guard sentences.count == sources else {
      throw .unpairedSentences(sources: sources, targets: sentences.count)
    }
    try check(sentences, .target, length: workload.setting.targetLength, workload.architecture.vocabulary.target)
  }

  private func check(
    _ sentences: [[Int32]], _ side: InferenceError.Side, length planned: Int, _ vocabulary: Int
  ) throws(InferenceError) {
    for (index, sentence) in sentences.enumerated() {
      guard !sentence.isEmpty else { throw .emptySentence(index: index) }
      guard sentence.count <= planned else {
        throw .sentenceTooLong(index: index, length: sentence.count, planned: planned, side: side)
      }
      for (position, token) in sentence.enumerated() {
        guard token >= 0, token < vocabulary else {
          throw .tokenOutsideVocabulary(sentence: index, position: position, token: token, vocabulary: vocabulary)
        }
        guard token != SpecialToken.padding else { throw .padding(sentence: index, position: position) }
      }
    }
  }
}
