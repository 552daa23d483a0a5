import Quantities
import Randomness
import TensorEngine

/// HAT's latency predictor: a network from ten numbers about a design to its latency, kept as a baseline.
///
/// 10 inputs, four hidden layers of 400 with ReLU, one output: 486,001 weights. Inputs are divided by fixed norms and
/// the output is multiplied by one; training minimises the mean squared error with Adam (η = 1e-5) for 5,000 batches of
/// 128 rows and keeps the last weights.
///
/// Source: Wang et al. "HAT: Hardware-Aware Transformers for Efficient Natural Language Processing." ACL 2020.
/// arXiv:2005.14187; `latency_predictor.py` of the published code.
public struct HATPredictor: Equatable, Sendable {
  /// What each feature is divided by; both sides' width, layers, mean FFN width and mean self-attention heads, then
  /// the decoder's mean cross-attention heads and mean number of attended encoder layers.
  public static let featureNorms: [Double] = [640, 6, 2048, 6, 640, 6, 2048, 6, 6, 2]

  /// HAT's training settings. Unlike HAT, which fails, fewer than 128 rows are all used in each step.
  public static let settings = RegressionSettings(steps: 5000, batch: 128, learningRate: 1e-5, workers: 2)

  /// The latency that the network calls 1: HAT takes 5 s for a Raspberry Pi, 300 ms for a Xeon, 200 ms for a TITAN Xp.
  public let latencyNorm: Seconds
  private var network: MultilayerPerceptron

  /// Trains a predictor from scratch.
  /// - Parameters:
  ///   - rows: Ten features each, in the order of ``featureNorms``.
  ///   - latencies: One for each row.
  ///   - latencyNorm: See ``latencyNorm``; a value near the longest latency is good.
  ///   - settings: By default HAT's. The seed decides the first weights and the batches.
  /// - Precondition: There is at least one row.
  public static func train(
    _ rows: [[Double]], latencies: [Seconds], latencyNorm: Seconds, settings: RegressionSettings = settings
  ) -> HATPredictor {
    precondition(rows.count == latencies.count, "\(rows.count) rows for \(latencies.count) latencies")
    var generator = SeededGenerator(seed: settings.seed)
    var network = MultilayerPerceptron(widths: [10, 400, 400, 400, 400, 1], using: &generator)
    let targets = latencies.map { Float($0 / latencyNorm) }
    network.fit(normalised(rows), Tensor(targets, shape: [targets.count, 1]), settings)
    return HATPredictor(network, latencyNorm: latencyNorm)
  }

  /// Loads weights that HAT's own code saved, in PyTorch's legacy format.
  /// - Throws: `TensorEngineError` if the file is not such a network.
  public init(pytorchFile path: String, latencyNorm: Seconds) throws(TensorEngineError) {
    let file = try PyTorchLegacyFile(path: path)
    let widths = [10, 400, 400, 400, 400, 1]
    let layers = MultilayerPerceptron.defaultNames(count: 5)
    var parameters = Parameters()
    for (index, layer) in layers.enumerated() {
      for (suffix, shape) in [("weight", [widths[index + 1], widths[index]]), ("bias", [widths[index + 1]])] {
        parameters.append("\(layer).\(suffix)", try file.tensor("\(layer).\(suffix)", shape: shape))
      }
    }
    self.init(MultilayerPerceptron(layers: layers, activation: .relu, parameters: parameters), latencyNorm: latencyNorm)
  }

  private init(_ network: MultilayerPerceptron, latencyNorm: Seconds) {
    self.network = network
    self.latencyNorm = latencyNorm
  }

  /// The predicted latency of a design with these ten features; it may be negative far from the training rows.
  public func predict(_ features: [Double]) -> Seconds { predict([features])[0] }

  /// The predicted latency of each row, which is faster for many rows than one at a time.
  public func predict(_ rows: [[Double]]) -> [Seconds] {
    if rows.isEmpty { return [] }
    return network(Self.normalised(rows)).scalars.map { Double($0) * latencyNorm }
  }

  private static func normalised(_ rows: [[Double]]) -> Tensor {
    let scalars = rows.flatMap { row in
      precondition(row.count == featureNorms.count, "a design has ten features, but this row has \(row.count)")
      return zip(row, featureNorms).map { Float($0 / $1) }
    }
    return Tensor(scalars, shape: [rows.count, featureNorms.count])
  }
}
