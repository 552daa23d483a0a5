extension Parameters {
  /// Adds `name.weight` of shape `[outputs, inputs]` and `name.bias` of shape `[outputs]` as `torch.nn.Linear` starts
  /// them: all uniform in ±1/√inputs.
  public mutating func appendLinear(
    _ name: String, inputs: Int, outputs: Int, using generator: inout some RandomNumberGenerator
  ) {
    precondition(inputs > 0 && outputs > 0, "a linear layer of \(inputs) inputs and \(outputs) outputs")
    let bound = 1 / Float(inputs).squareRoot()
    for (suffix, shape) in [("weight", [outputs, inputs]), ("bias", [outputs])] {
      let scalars = (0..<shape.reduce(1, *)).map { _ in Float.random(in: -bound...bound, using: &generator) }
      append("\(name).\(suffix)", Tensor(scalars, shape: shape))
    }
  }
}
