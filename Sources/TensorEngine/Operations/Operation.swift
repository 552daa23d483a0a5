/// One differentiable step of a recording: a struct that names its inputs and its output.
///
/// To add an operation, write one file like `Linear.swift`: the struct with ``apply(on:)`` and ``dApply(on:)`` beside
/// each other, a method on ``Tape`` that records it, and one row in the tests' `OperationCases`.
protocol Operation {
  /// The variable it computes.
  var output: Variable { get }
  /// Computes the output from the inputs.
  func apply(on tape: Tape)
  /// Adds to each input's gradient what follows from the output's gradient, `tape.gradient(of: output)`, which it may
  /// overwrite: no later step reads it.
  func dApply(on tape: Tape)
  /// Gives back memory of its own once the backward pass has gone by.
  func release(on tape: Tape)
}

extension Operation {
  func release(on tape: Tape) {}
}
