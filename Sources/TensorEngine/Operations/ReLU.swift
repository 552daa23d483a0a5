extension Tape {
  /// `y = max(x, 0)`, element by element.
  public func relu(_ x: Variable) -> Variable {
    record(from: [x], shape: x.shape) { ReLU(x: x, output: $0) }
  }
}

/// See ``Tape/relu(_:)``.
private struct ReLU: Operation {
  let x, output: Variable

  func apply(on tape: Tape) {
    tape.backend.relu(tape.values(x), into: tape.mutableValues(output))
  }

  func dApply(on tape: Tape) {
    let dy = Vector(tape.gradient(of: output))
    tape.accumulate(into: x) { tape.backend.dRelu(dy, y: tape.values(output), into: $0, adding: $1) }
  }
}
