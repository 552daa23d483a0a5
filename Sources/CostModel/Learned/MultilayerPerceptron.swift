import Randomness
import TensorEngine

/// A stack of linear layers with the same activation after each but the last: a small function learned from examples.
///
/// ```swift
/// var generator = SeededGenerator(seed: 1)
/// var network = MultilayerPerceptron(widths: [10, 16, 1], activation: .tanh, using: &generator)
/// network.fit(inputs, targets, RegressionSettings(steps: 500, learningRate: 1e-3))
/// let outputs = network(inputs)  // [rows, 10] to [rows, 1]
/// ```
public struct MultilayerPerceptron: Equatable, Sendable {
  /// The function applied to each element after every layer but the last.
  public enum Activation: String, Codable, Sendable {
    /// `max(x, 0)`.
    case relu
    /// `tanh(x)`: smooth and bounded.
    case tanh
  }

  /// The names of the layers, first to last; a layer's parameters are `name.weight`, `[outputs, inputs]`, and
  /// `name.bias`.
  public let layers: [String]
  /// The function after every layer but the last.
  public let activation: Activation
  /// The weights.
  public internal(set) var parameters: Parameters

  /// Makes a network of `widths.count - 1` layers, started as PyTorch starts `torch.nn.Linear`.
  /// - Parameters:
  ///   - widths: The number of inputs, of outputs of each hidden layer, and of outputs.
  ///   - names: One per layer; by default HAT's: `first_layer`, `layers.0`, …, `predict`.
  public init(
    widths: [Int], activation: Activation = .relu, names: [String]? = nil,
    using generator: inout some RandomNumberGenerator
  ) {
    precondition(widths.count >= 2, "a network needs an input and an output width, not \(widths)")
    let layers = names ?? Self.defaultNames(count: widths.count - 1)
    precondition(layers.count == widths.count - 1, "\(layers.count) names for \(widths.count - 1) layers")
    var parameters = Parameters()
    for (index, name) in layers.enumerated() {
      parameters.appendLinear(name, inputs: widths[index], outputs: widths[index + 1], using: &generator)
    }
    self.init(layers: layers, activation: activation, parameters: parameters)
  }

  /// Makes a network of known weights: `name.weight` and `name.bias` for each of `layers`.
  init(layers: [String], activation: Activation, parameters: Parameters) {
    self.layers = layers
    self.activation = activation
    self.parameters = parameters
  }

  /// The names that HAT gives `count` layers.
  static func defaultNames(count: Int) -> [String] {
    if count == 1 { return ["predict"] }
    return ["first_layer"] + (0..<count - 2).map { "layers.\($0)" } + ["predict"]
  }

  /// Records the network on `x`, `[rows, inputs]`; the tape's recording supplies the weights.
  public func callAsFunction(_ x: Variable, on tape: Tape) -> Variable {
    var x = x
    for name in layers {
      let isLast = name == layers.last
      x = tape.linear(
        x, weight: tape.parameter("\(name).weight"), bias: tape.parameter("\(name).bias"),
        rectified: !isLast && activation == .relu)
      if !isLast && activation == .tanh { x = tape.tanh(x) }
    }
    return x
  }

  /// The outputs `[rows, outputs]` for `x`, `[rows, inputs]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    Tape().evaluate(parameters) { self($0.constant(x), on: $0) }
  }
}
