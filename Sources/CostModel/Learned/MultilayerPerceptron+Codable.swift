import TensorEngine

extension MultilayerPerceptron: Codable {
  private enum CodingKeys: String, CodingKey {
    case layers, activation, parameters
  }

  /// Reads the layers' names, the activation and the weights.
  /// - Throws: `DecodingError` also if the weights are not those of a network with these layers.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      layers: try container.decode([String].self, forKey: .layers),
      activation: try container.decode(Activation.self, forKey: .activation),
      parameters: try container.decode(Parameters.self, forKey: .parameters))
    guard isConsistent else {
      throw DecodingError.dataCorruptedError(
        forKey: .parameters, in: container, debugDescription: "the weights do not fit together through \(layers)")
    }
  }

  /// Writes the layers' names, the activation and the weights.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(layers, forKey: .layers)
    try container.encode(activation, forKey: .activation)
    try container.encode(parameters, forKey: .parameters)
  }

  /// Whether there are layers, each once, and each takes as many inputs as the one before it gives.
  private var isConsistent: Bool {
    guard !layers.isEmpty, Set(layers).count == layers.count else { return false }
    var width: Int?
    for layer in layers {
      guard parameters.contains("\(layer).weight"), parameters.contains("\(layer).bias") else { return false }
      let shape = parameters["\(layer).weight"].shape
      guard shape.count == 2, shape.allSatisfy({ $0 > 0 }), width == nil || shape[1] == width,
        parameters["\(layer).bias"].shape == [shape[0]]
      else { return false }
      width = shape[0]
    }
    return true
  }
}
