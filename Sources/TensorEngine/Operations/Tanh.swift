extension Tape {
  /// `y = tanh(x)`, element by element.
  public func tanh(_ x: Variable) -> Variable {
    record(from: [x], shape: x.shape) { Tanh(x: x, output: $0) }
  }
}

/// See ``Tape/tanh(_:)``.
private struct Tanh: Operation {
  let x, output: Variable

  func apply(on tape: Tape) {
    tape.backend.tanh(tape.values(x), into: tape.mutableValues(output))
  }

  func dApply(on tape: Tape) {
    let dy = Vector(tape.gradient(of: output))
    tape.accumulate(into: x) { tape.backend.dTanh(dy, y: tape.values(output), into: $0, adding: $1) }
  }
}
