import TensorEngine

/// A SuperTransformer's weights in a file: safetensors, under HAT's parameter names.
public enum Checkpoint {
  /// Reads the weights of `model` from the file at `path`.
  ///
  /// Unlike HAT, which ignores what does not match, every parameter must be there in its shape, and no other.
  /// - Throws: `TensorEngineError`: `unreadable`, `malformed`, `missingTensor` or `unexpectedTensor`.
  public static func load(_ path: String, for model: SuperTransformer) throws(TensorEngineError) -> Parameters {
    let file = try Safetensors(path: path)
    let shapes = model.parameterShapes
    let known = Set(shapes.map(\.name))
    if let name = file.names.first(where: { !known.contains($0) }) {
      throw .unexpectedTensor(file: path, name: name, expected: "the \(known.count) parameters of this architecture")
    }
    var parameters = Parameters()
    for (name, shape) in shapes { parameters.append(name, try file.tensor(name, shape: shape)) }
    return parameters
  }

  /// Writes weights to `path`: the file appears whole or not at all.
  /// - Throws: `TensorEngineError.unwritable`; then a file that was there is untouched.
  public static func save(_ parameters: Parameters, to path: String) throws(TensorEngineError) {
    try Safetensors.write(parameters, to: path)
  }
}
