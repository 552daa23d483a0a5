import Randomness
import Testing

@testable import TensorEngine

/// One operation at one size: what the backend-agreement and the gradient tests run.
///
/// To cover a new operation, add a row to ``all``.
struct OperationCase: CustomTestStringConvertible, Sendable {
  let name: String
  /// The shapes of the inputs, which are parameters `0`, `1`, … so that each is differentiated.
  let inputs: [[Int]]
  /// Records the operation on the inputs.
  let record: @Sendable (Tape, [Variable]) -> Variable

  var testDescription: String { name }

  static let all = [
    OperationCase(name: "linear", inputs: [[3, 5], [4, 5], [4]]) { $0.linear($1[0], weight: $1[1], bias: $1[2]) },
    OperationCase(name: "linear of one row", inputs: [[1, 19], [33, 19], [33]]) {
      $0.linear($1[0], weight: $1[1], bias: $1[2])
    },
    OperationCase(name: "linear, rectified, three dimensions", inputs: [[2, 3, 5], [17, 5], [17]]) {
      $0.linear($1[0], weight: $1[1], bias: $1[2], rectified: true)
    },
    OperationCase(name: "relu", inputs: [[5, 7]]) { $0.relu($1[0]) },
    OperationCase(name: "tanh", inputs: [[5, 7]]) { $0.tanh($1[0]) },
    OperationCase(name: "mean squared error", inputs: [[4, 5]]) { tape, inputs in
      tape.meanSquaredError(inputs[0], target: tape.constant(Tensor(repeating: 0.25, shape: [4, 5])))
    },
    OperationCase(name: "one variable used twice", inputs: [[4, 4], [4]]) { tape, inputs in
      tape.linear(tape.tanh(inputs[0]), weight: inputs[0], bias: inputs[1])
    },
  ]

  /// Random inputs at least 0.1 away from zero, where `relu` has a kink.
  func parameters(seed: UInt64) -> Parameters {
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
  func forward(_ parameters: Parameters, on backend: any Backend) -> Tensor {
    Tape(backend: backend).evaluate(parameters) { tape in record(tape, inputs.indices.map { tape.parameter("\($0)") }) }
  }

  /// The mean square of the result, a scalar whose gradient reaches every element, and its gradient.
  func loss(_ parameters: Parameters, on backend: any Backend) -> (Float, Gradients) {
    var gradients = Gradients(for: parameters)
    let loss = Tape(backend: backend).gradient(of: parameters, into: &gradients) { tape in
      let output = record(tape, inputs.indices.map { tape.parameter("\($0)") })
      return tape.meanSquaredError(output, target: tape.constant(Tensor(repeating: 0, shape: output.shape)))
    }
    return (loss, gradients)
  }
}
