import Randomness
import TensorEngine

/// One operation at one size: what the tests of backends and gradients run, and what its throughput is measured with.
///
/// To cover a new operation, add a constructor beside the others and its row to ``all``; one at the size of a real model
/// goes to ``throughput``.
public struct OperationCase: CustomStringConvertible, Sendable {
  /// What tests and tables call it.
  public let name: String
  /// The shapes of the inputs, which are parameters `0`, `1`, … so that each is differentiated.
  public let inputs: [[Int]]
  /// Records the operation on the inputs.
  public let record: @Sendable (Tape, [Variable]) -> Variable
  /// The same as a plain formula in double precision: the inputs as matrices, all dimensions but the last taken
  /// together, to the result's elements.
  public let formula: @Sendable ([DoubleMatrix]) -> [Double]
  /// FLOPs of the forward pass, counted as two per multiply-accumulate; 0 for what has none.
  public var flops = 0.0
  /// Whether the result is a loss, which is differentiated as it is.
  public var isLoss = false

  /// The name.
  public var description: String { name }

  /// Makes a case from the operation and its formula.
  public init(
    _ name: String, _ inputs: [[Int]], flops: Double = 0, isLoss: Bool = false,
    record: @escaping @Sendable (Tape, [Variable]) -> Variable,
    formula: @escaping @Sendable ([DoubleMatrix]) -> [Double]
  ) {
    self.name = name
    self.inputs = inputs
    self.record = record
    self.formula = formula
    self.flops = flops
    self.isLoss = isLoss
  }

  /// Random inputs at least 0.1 away from zero, where `relu` has a kink.
  public func parameters(seed: UInt64) -> Parameters {
    var generator = SeededGenerator(seed: seed)
    var parameters = Parameters()
    for (index, shape) in inputs.enumerated() {
      let scalars = (0..<shape.reduce(1, *)).map { _ in
        Float.random(in: 0.1...1, using: &generator) * (Bool.random(using: &generator) ? 1 : -1)
      }
      parameters.append("\(index)", Tensor(scalars, shape: shape))
    }
    return parameters
  }

  /// The operation's result.
  public func forward(_ parameters: Parameters, on backend: any Backend) -> Tensor {
    Tape(backend: backend).evaluate(parameters) { tape in record(tape, inputs.indices.map { tape.parameter("\($0)") }) }
  }

  /// The mean square of the result, a scalar whose gradient reaches every element (or the result itself if it is a
  /// loss), and its gradient, which goes to `gradients`.
  @discardableResult
  public func loss(_ parameters: Parameters, on tape: Tape, into gradients: inout Gradients) -> Float {
    tape.gradient(of: parameters, into: &gradients) { tape in
      let output = record(tape, inputs.indices.map { tape.parameter("\($0)") })
      if isLoss { return output }
      return tape.meanSquaredError(output, target: tape.constant(Tensor(repeating: 0, shape: output.shape)))
    }
  }

  /// The same loss by the formula.
  public func loss(_ matrices: [DoubleMatrix]) -> Double {
    let output = formula(matrices)
    return isLoss ? output[0] : output.reduce(0) { $0 + $1 * $1 } / Double(output.count)
  }

  /// The inputs in double precision.
  public func matrices(_ parameters: Parameters) -> [DoubleMatrix] {
    inputs.indices.map { index in
      let tensor = parameters["\(index)"]
      let columns = tensor.shape.last ?? 1
      return DoubleMatrix(rows: tensor.count / columns, columns: columns, tensor.scalars.map(Double.init))
    }
  }
}
