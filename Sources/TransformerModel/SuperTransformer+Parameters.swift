import Glibc
import Randomness
import TensorEngine
import TransformerIR

/// HAT's names of the parameters outside the layers.
enum ParameterName {
  /// The source embedding; with shared embeddings also the target's and the output layer.
  static let encoderEmbedding = "encoder.embed_tokens.weight"
  static let decoderEmbedding = "decoder.embed_tokens.weight"
  static let outputLayer = "decoder.embed_out"
}

extension SuperTransformer {
  /// How a parameter starts.
  private enum Start {
    /// Normal with variance 1/columns; a look-up table's row of padding is zero.
    case embedding, outputLayer
    /// Uniform in ±√(6/(rows + columns)): Xavier, Glorot.
    case xavier
    case constant(Float)
  }

  /// Every parameter's name and shape, in order.
  public var parameterShapes: [(name: String, shape: [Int])] { parameterStarts.map { ($0.name, $0.shape) } }

  /// Weights as HAT's training starts them: the same for the same seed.
  public func initialParameters(seed: UInt64) -> Parameters {
    var generator = SeededGenerator(seed: seed)
    var parameters = Parameters()
    for (name, shape, start) in parameterStarts {
      parameters.append(name, Self.tensor(shape, start, &generator))
    }
    return parameters
  }

  private var parameterStarts: [(name: String, shape: [Int], start: Start)] {
    let vocabulary = architecture.vocabulary
    let (encoder, decoder) = (architecture.encoderEmbedding, architecture.decoderEmbedding)
    var all: [(String, [Int], Start)] = [(ParameterName.encoderEmbedding, [vocabulary.source, encoder], .embedding)]
    if !vocabulary.sharesEmbeddings {
      all.append((ParameterName.decoderEmbedding, [vocabulary.target, decoder], .embedding))
      all.append((ParameterName.outputLayer, [vocabulary.target, decoder], .outputLayer))
    }
    for index in 0..<architecture.encoderLayers {
      let name = "encoder.layers.\(index)"
      all += attention("\(name).self_attn", queries: encoder, keys: encoder)
      all += feedForward(name, encoder, encoderFFN)
    }
    for index in 0..<architecture.decoderLayers {
      let name = "decoder.layers.\(index)"
      all += attention("\(name).self_attn", queries: decoder, keys: decoder)
      all += attention("\(name).encoder_attn", queries: decoder, keys: encoder)
      all += feedForward(name, decoder, decoderFFN)
    }
    return all
  }

  private func attention(_ name: String, queries: Int, keys: Int) -> [(String, [Int], Start)] {
    let inner = architecture.attentionWidth
    let projections: [(String, [Int], Start)] =
      queries == keys
      ? [("\(name).in_proj_weight", [3 * inner, queries], .xavier)]
      : [
        ("\(name).q_proj_weight", [inner, queries], .xavier), ("\(name).k_proj_weight", [inner, keys], .xavier),
        ("\(name).v_proj_weight", [inner, keys], .xavier),
      ]
    return projections + [
      ("\(name).in_proj_bias", [3 * inner], .constant(0)),
      ("\(name).out_proj.weight", [queries, inner], .xavier), ("\(name).out_proj.bias", [queries], .constant(0)),
    ] + norm("\(name)_layer_norm", queries)
  }

  private func feedForward(_ name: String, _ width: Int, _ ffn: Int) -> [(String, [Int], Start)] {
    [
      ("\(name).fc1.weight", [ffn, width], .xavier), ("\(name).fc1.bias", [ffn], .constant(0)),
      ("\(name).fc2.weight", [width, ffn], .xavier), ("\(name).fc2.bias", [width], .constant(0)),
    ] + norm("\(name).final_layer_norm", width)
  }

  private func norm(_ name: String, _ width: Int) -> [(String, [Int], Start)] {
    [("\(name).weight", [width], .constant(1)), ("\(name).bias", [width], .constant(0))]
  }

  private static func tensor(_ shape: [Int], _ start: Start, _ generator: inout SeededGenerator) -> Tensor {
    switch start {
    case .constant(let value): return Tensor(repeating: value, shape: shape)
    case .xavier:
      let bound = (6 / Float(shape[0] + shape[1])).squareRoot()
      return Tensor(scalars(shape) { (2 * generator.uniform() - 1) * bound }, shape: shape)
    case .embedding, .outputLayer:
      let deviation = 1 / Float(shape[1]).squareRoot()
      var scalars = scalars(shape) { deviation * generator.normal() }
      let padding = Int(SpecialToken.padding) * shape[1]
      if case .embedding = start, shape[0] > SpecialToken.padding {
        scalars.replaceSubrange(padding..<padding + shape[1], with: repeatElement(0, count: shape[1]))
      }
      return Tensor(scalars, shape: shape)
    }
  }

  private static func scalars(_ shape: [Int], _ next: () -> Float) -> [Float] {
    let count = shape.reduce(1, *)
    return Array(unsafeUninitializedCapacity: count) { scalars, initialised in
      for index in 0..<count { scalars.initializeElement(at: index, to: next()) }
      initialised = count
    }
  }
}

extension SeededGenerator {
  /// Uniform in 0..<1, in steps of 2⁻²⁴.
  fileprivate mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Standard normal, by Box and Muller's method.
  fileprivate mutating func normal() -> Float {
    (-2 * logf(1 - uniform())).squareRoot() * cosf(2 * Float.pi * uniform())
  }
}
