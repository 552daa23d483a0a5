import CostModel
import HATSearch
import Quantities
import Testing
import TransformerIR

/// A device whose latencies can be added up by hand, with an interval of ±5 %. More self-attention heads are *faster*, so
/// that the smallest design is not the fastest.
struct AnalyticEstimator: LatencyEstimator {
  let name = "analytic"

  func predict(_ workload: AveragedWorkload) -> LatencyPrediction {
    let design = workload.averages
    let encoder = design.encoderLayers * (2 + design.encoderFFN * design.encoderEmbedding * 2e-6)
    let decoderLayer =
      8 + design.decoderFFN * design.decoderEmbedding * 6e-6 + 1.5 * design.attended + 20 / design.decoderSelfHeads
    let latency = Seconds(
      milliseconds: encoder + design.decoderLayers * decoderLayer + 0.02 * design.decoderEmbedding)
    return LatencyPrediction(latency: latency, interval: latency * 0.95...latency * 1.05)
  }
}

extension SearchSpace {
  /// 2 widths × 4 encoder layers × (8 + 8²) decoders: 576 designs, few enough to look at them all.
  static let pocket = SearchSpace(
    name: "pocket",
    architecture: Architecture(
      attentionWidth: 512, encoderEmbedding: 640, decoderEmbedding: 640, encoderLayers: 1, decoderLayers: 2,
      vocabulary: .init(source: 512, target: 512, sharesEmbeddings: true)),
    setting: InferenceSetting(sourceLength: 16, targetLength: 16),
    encoderEmbeddings: [640], decoderEmbeddings: [640, 512],
    encoderLayers: [1], decoderLayers: [2, 1],
    encoderFFNs: [3072, 1024], decoderFFNs: [3072, 1024],
    encoderHeads: [8, 4], decoderSelfHeads: [8, 4], decoderCrossHeads: [8],
    attended: [.lastTwo, .lastThree])

  /// One design.
  static let single: SearchSpace = {
    var space = pocket
    space.name = "single"
    space.decoderEmbeddings = [512]
    space.decoderLayers = [1]
    space.encoderFFNs = [1024]
    space.decoderFFNs = [1024]
    space.encoderHeads = [4]
    space.decoderSelfHeads = [4]
    space.attended = [.lastTwo]
    return space
  }()

  /// Every design, each once, by walking through all genes.
  var allDesigns: Set<SubTransformer> {
    var genes: [[Int]] = [[]]
    for choices in geneChoices { genes = genes.flatMap { gene in choices.map { gene + [$0] } } }
    return Set(genes.map { design(of: Gene($0)) })
  }

  func latency(of design: SubTransformer) -> LatencyPrediction {
    AnalyticEstimator().predict(
      AveragedWorkload(averages: DesignAverages(of: design), architecture: architecture, setting: setting))
  }

  var capacity: Objective { .capacity(architecture: architecture, setting: setting) }

  func problem(
    limit: Seconds?, constraint: ChanceConstraint = .upperBound, objective: Objective? = nil
  ) -> SearchProblem {
    SearchProblem(
      space: self, estimator: AnalyticEstimator(), limit: limit, constraint: constraint,
      objective: objective ?? capacity)
  }
}

extension Objective {
  /// A loss with opposing wishes: wide decoders, but narrow last layers, and 8 heads below 4. It is no sum over genes.
  static var uneven: Objective {
    Objective(name: "uneven", description: "invented for the tests") { $0.map(unevenLoss) }
  }

  static func unevenLoss(of design: SubTransformer) -> Double {
    let widths = design.decoder.layers.map { Double($0.ffn) }
    let heads = design.decoder.layers.reduce(0) { $0 + Double($1.selfHeads * $1.attended.count) }
    return 1e4 / widths[0] + widths[widths.count - 1] / 1e3 + 7 / heads
      + 2 / Double(design.decoder.layers.count * design.encoder.layers[0].heads)
      + 100 / Double(design.decoder.embedding + design.encoder.layers[0].ffn)
  }
}

/// Every strategy, for the laws that all keep.
enum Contender: String, CaseIterable {
  case evolution, hat, nsga2, random, rejecting

  /// The strategy in a size that suits a small space.
  func make() throws -> any SearchStrategy {
    switch self {
    case .evolution: try EvolutionarySearch(EvolutionSettings(population: 30, parents: 6, mutants: 12))
    case .hat: try EvolutionarySearch(EvolutionSettings(population: 30, parents: 6, mutants: 12, rule: .rejection))
    case .nsga2: try NSGA2Search(NSGA2Settings(population: 24))
    case .random: try RandomSearch(batch: 30)
    case .rejecting: try RandomSearch(batch: 30, rule: .rejection)
    }
  }
}

/// What an objective was asked for.
final class Questions {
  var designs: [SubTransformer] = []

  /// `objective`, noting every question.
  func noting(_ objective: Objective) -> Objective {
    Objective(name: objective.name, description: objective.description) { designs in
      self.designs += designs
      return try objective.evaluate(designs)
    }
  }
}
