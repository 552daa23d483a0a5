extension Tape {
  /// `y = (x - mean)/√(variance + ε)·gain + bias` for each row of x, `[rows, channels]`; gain and bias have one element
  /// for each channel. ε is 1e-5.
  public func layerNorm(_ x: Variable, gain: VectorSlice, bias: VectorSlice) -> Variable {
    precondition(
      gain.range.count == x.columns && bias.range.count == x.columns,
      "a layer norm of \(gain.range.count) and \(bias.range.count) channels on \(x.shape)")
    precondition(
      isDifferentiable(gain.variable) == isDifferentiable(bias.variable),
      "a layer norm of which only gain or only bias is differentiated")
    return record(from: [x, gain.variable, bias.variable], shape: x.shape) {
      LayerNorm(x: x, gain: gain, bias: bias, moments: scratch(2 * x.rows), output: $0)
    }
  }
}

/// See ``Tape/layerNorm(_:gain:bias:)``.
private struct LayerNorm: Operation {
  let x: Variable
  let gain, bias: VectorSlice
  /// Each row's mean and inverse deviation.
  let moments: MutableVector
  let output: Variable

  func apply(on tape: Tape) {
    tape.backend.layerNorm(
      tape.matrix(x), residual: nil, gain: tape.values(gain), bias: tape.values(bias), into: tape.mutableMatrix(output),
      moments: moments)
  }

  func dApply(on tape: Tape) {
    let gradient = tape.gradient(of: output)
    let dy = MatrixView(Vector(gradient), like: output)
    tape.accumulate(into: gain) { dGain, addsGain in
      tape.accumulate(into: bias) { dBias, addsBias in
        if !addsGain { dGain.update(repeating: 0) }
        if !addsBias { dBias.update(repeating: 0) }
        tape.backend.dLayerNormWeights(
          dy, x: tape.matrix(x), moments: Vector(moments), intoGain: dGain, bias: dBias, adding: true)
      }
    }
    guard tape.isDifferentiable(x) else { return }
    tape.backend.dLayerNorm(
      dy, x: tape.matrix(x), moments: Vector(moments), gain: tape.values(gain),
      into: MutableMatrixView(gradient, like: output), adding: false)
    tape.handOverGradient(of: output, to: x)
  }

  func release(on tape: Tape) { tape.giveBack(moments) }
}
