import Foundation
import Hardware
import Randomness
import TensorEngine
import TransformerIR

/// A learned correction of the physical model: the mean of five small networks, bounded, and absent unless it helps.
///
/// The networks see twelve dimensionless numbers about a design and give the logarithm of measured over physical latency.
/// A correction is kept only if it makes rows better that the networks did not see, block by block of the run; without
/// enough rows, or without anything to learn, there is none, and the physical model stands alone.
struct ResidualEnsemble: Hashable, Sendable {
  /// The networks and how their inputs are standardised, as profiles keep them.
  let weights: LatencyModel.Residual

  /// Corrections are at most a factor of 1.5: physics first.
  static let limit = log(1.5)
  /// How many numbers ``inputs(_:_:)`` gives.
  static let inputCount = 12
  /// Standardised inputs are cut here, so that a network never extrapolates far.
  private static let inputLimit: Float = 3

  /// The logarithm of the factor that physical latency of `workload` is to be multiplied by.
  func correction(_ workload: AveragedWorkload, physical: PhysicalModel) -> Double {
    correction(Self.inputs(workload, physical))
  }

  /// The logarithm of the factor for a case that these numbers describe.
  func correction(_ inputs: [Double]) -> Double {
    let inputs = zip(inputs, zip(weights.inputMeans, weights.inputScales)).map {
      Self.standardise($0, mean: $1.0, scale: $1.1)
    }
    let outputs = weights.networks.map { Double(Self.evaluate($0, inputs)) }
    return min(max(outputs.mean, -weights.limit), weights.limit)
  }

  /// Nine log ratios of the averages to the middling design's, and what dispatch and streaming contribute to the time.
  static func inputs(_ workload: AveragedWorkload, _ physical: PhysicalModel) -> [Double] {
    let features = workload.averages.features
    let reference = workload.atReferenceDesign.averages.features
    // The encoder's layer count is not elastic in any published space.
    let ratios = features.indices.filter { $0 != 1 }.map { log(features[$0] / reference[$0]) }
    let totals = workload.totals
    let costs = zip(PhysicalTerm.all, physical.coefficients).map { $0.amount(in: totals) * $1 }
    let total = max(costs.reduce(0, +), 1e-12)
    return ratios + [costs[0] / total, costs[1] / total, (costs[2] + costs[3]) / total]
  }

  private static func standardise(_ value: Double, mean: Double, scale: Double) -> Float {
    min(max(Float((value - mean) / scale), -inputLimit), inputLimit)
  }

  private static func evaluate(_ network: LatencyModel.Residual.Network, _ inputs: [Float]) -> Float {
    var values = inputs
    for (index, layer) in network.layers.enumerated() {
      let outputs = zip(layer.weights, layer.biases).map { row, bias in
        zip(row, values).reduce(bias) { $0 + $1.0 * $1.1 }
      }
      values = index == network.layers.count - 1 ? outputs : outputs.map { Float(tanh(Double($0))) }
    }
    return values[0]
  }
}

// MARK: Training

extension ResidualEnsemble {
  private static let networkCount = 5
  private static let hiddenUnits = 16
  private static let blocks = 5
  /// Fewer rows than this hold nothing that a network could tell from noise.
  private static let rowMinimum = 200
  /// The loss on unseen blocks must fall by this share, and by two standard errors.
  private static let neededGain = 0.01
  /// Targets, in units of the rows' scatter, are cut here: beyond is disturbance.
  private static let targetLimit = 3.0

  /// Learns a correction from the residuals of `fit`; nil if none helps.
  static func train(_ data: FitData, _ fit: PhysicalFit, seed: UInt64) -> ResidualEnsemble? {
    guard data.count >= rowMinimum else { return nil }
    let scatter = fit.detection.deviation
    let usable = (0..<data.count).filter { abs(fit.levels[$0]) <= PhysicalFit.levelReach }
    guard usable.count >= rowMinimum else { return nil }
    return learn(
      usable.map { inputs(data.workloads[$0], fit.model) }, usable.map { fit.residuals[$0] - fit.levels[$0] },
      scatter: scatter, seed: seed)
  }

  /// Learns to predict `residuals` from `raw` inputs; nil if that does not help on blocks of rows that were not seen.
  ///
  /// - Parameters:
  ///   - raw: Inputs of each row; rows that are alike lie together, so that blocks leave them out together.
  ///   - residuals: Log ratios of measured to predicted.
  ///   - scatter: How much residuals scatter by themselves.
  static func learn(_ raw: [[Double]], _ residuals: [Double], scatter: Double, seed: UInt64) -> ResidualEnsemble? {
    let targets = residuals.map { min(max($0 / scatter, -targetLimit), targetLimit) }
    let columns = raw[0].indices.map { column in raw.map { $0[column] } }
    let means = columns.map(\.mean)
    let scales = zip(columns, means).map { column, mean in
      let deviation = column.map { ($0 - mean) * ($0 - mean) }.mean.squareRoot()
      return deviation < 1e-6 ? 1 : deviation
    }
    let rows = raw.map { row in
      zip(row, zip(means, scales)).map { standardise($0, mean: $1.0, scale: $1.1) }
    }
    guard let strength = strengthOnUnseenBlocks(rows, targets, seed: seed) else { return nil }
    let networks = (0..<networkCount).map { index in
      export(network(rows, targets, seed: seed &+ UInt64(index)), outputScale: Float(strength * scatter))
    }
    return ResidualEnsemble(
      weights: .init(inputMeans: means, inputScales: scales, networks: networks, limit: limit))
  }

  /// How much of the networks' output to believe, from 0 to 1, or nil if believing it does not help.
  private static func strengthOnUnseenBlocks(_ rows: [[Float]], _ targets: [Double], seed: UInt64) -> Double? {
    var outputs = [Double](repeating: 0, count: rows.count)
    for block in 0..<blocks {
      let unseen = (block * rows.count / blocks)..<((block + 1) * rows.count / blocks)
      let seen = rows.indices.filter { !unseen.contains($0) }
      let trained = network(seen.map { rows[$0] }, seen.map { targets[$0] }, seed: seed &+ 100 &+ UInt64(block))
      for (row, output) in zip(unseen, predictions(trained, Array(rows[unseen]))) { outputs[row] = output }
    }
    let power = outputs.reduce(0) { $0 + $1 * $1 }
    guard power > 1e-9 else { return nil }
    let strength = min(max(zip(outputs, targets).reduce(0) { $0 + $1.0 * $1.1 } / power, 0), 1)
    let gains = zip(outputs, targets).map { output, target in
      target * target - (target - strength * output) * (target - strength * output)
    }
    let loss = targets.map { $0 * $0 }.mean
    let deviation = gains.map { ($0 - gains.mean) * ($0 - gains.mean) }.mean.squareRoot()
    let error = 2 * deviation / Double(gains.count).squareRoot()
    return gains.mean > max(neededGain * loss, error) ? strength : nil
  }

  private static func network(_ rows: [[Float]], _ targets: [Double], seed: UInt64) -> MultilayerPerceptron {
    var generator = SeededGenerator(seed: seed)
    var network = MultilayerPerceptron(
      widths: [rows[0].count, hiddenUnits, 1], activation: .tanh, using: &generator)
    let inputs = Tensor(rows.flatMap { $0 }, shape: [rows.count, rows[0].count])
    network.fit(
      inputs, Tensor(targets.map { Float($0) }, shape: [targets.count, 1]),
      RegressionSettings(steps: 300, batch: rows.count, learningRate: 0.01, weightDecay: 0.1, seed: seed))
    return network
  }

  private static func predictions(_ network: MultilayerPerceptron, _ rows: [[Float]]) -> [Double] {
    network(Tensor(rows.flatMap { $0 }, shape: [rows.count, rows[0].count])).scalars.map(Double.init)
  }

  /// The network's weights as profiles keep them, its output in units of log ratios.
  private static func export(
    _ network: MultilayerPerceptron, outputScale: Float
  ) -> LatencyModel.Residual.Network {
    LatencyModel.Residual.Network(
      layers: network.layers.map { name in
        let weight = network.parameters["\(name).weight"]
        let bias = network.parameters["\(name).bias"]
        let scale = name == network.layers.last ? outputScale : 1
        let columns = weight.shape[1]
        return .init(
          weights: (0..<weight.shape[0]).map { row in
            weight.scalars[row * columns..<(row + 1) * columns].map { $0 * scale }
          }, biases: bias.scalars.map { $0 * scale })
      })
  }
}
