extension Tape {
  /// The mean over all elements of `(x - target)²`, a scalar; the target gets no gradient.
  public func meanSquaredError(_ x: Variable, target: Variable) -> Variable {
    precondition(x.shape == target.shape, "a prediction of shape \(x.shape) and a target of shape \(target.shape)")
    return record(from: [x], shape: []) { MeanSquaredError(x: x, target: target, output: $0) }
  }
}

/// See ``Tape/meanSquaredError(_:target:)``.
private struct MeanSquaredError: Operation {
  let x, target, output: Variable

  func apply(on tape: Tape) {
    tape.mutableValues(output)[0] = tape.backend.meanSquaredError(tape.values(x), target: tape.values(target))
  }

  func dApply(on tape: Tape) {
    let dy = tape.gradient(of: output)[0]
    tape.accumulate(into: x) {
      tape.backend.dMeanSquaredError(dy, x: tape.values(x), target: tape.values(target), into: $0, adding: $1)
    }
  }
}
