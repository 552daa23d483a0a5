extension Tape {
  /// `y = x·Wᵀ + b`, then `max(y, 0)` if `rectified`: x is `[…, inputs]`, W `[outputs, inputs]`, b `[outputs]`,
  /// y `[…, outputs]`.
  public func linear(_ x: Variable, weight: Variable, bias: Variable, rectified: Bool = false) -> Variable {
    precondition(
      weight.shape.count == 2 && weight.columns == x.columns && bias.shape == [weight.rows],
      "a linear layer with weight \(weight.shape) and bias \(bias.shape) on \(x.shape)")
    let shape = x.shape.dropLast() + [weight.rows]
    return record(from: [x, weight, bias], shape: Array(shape)) {
      Linear(x: x, weight: weight, bias: bias, isRectified: rectified, output: $0)
    }
  }
}

/// See ``Tape/linear(_:weight:bias:rectified:)``.
private struct Linear: Operation {
  let x, weight, bias: Variable
  let isRectified: Bool
  let output: Variable

  func apply(on tape: Tape) {
    let y = tape.mutableMatrix(output)
    tape.backend.multiply(tape.matrix(x), tape.matrix(weight).transposed, into: y, adding: false)
    tape.backend.addBias(tape.values(bias), to: y, rectifying: isRectified)
  }

  func dApply(on tape: Tape) {
    let gradient = tape.gradient(of: output)
    if isRectified { tape.backend.dRelu(Vector(gradient), y: tape.values(output), into: gradient, adding: false) }
    let dy = MatrixView(Vector(gradient), like: output)
    tape.accumulate(into: bias) { tape.backend.dAddBias(dy, into: $0, adding: $1) }
    tape.accumulate(into: weight) {
      let dWeight = MutableMatrixView($0, like: weight)
      tape.backend.multiply(dy.transposed, tape.matrix(x), into: dWeight, adding: $1)
    }
    tape.accumulate(into: x) {
      let dx = MutableMatrixView($0, like: x)
      tape.backend.multiply(dy, tape.matrix(weight), into: dx, adding: $1)
    }
  }
}
