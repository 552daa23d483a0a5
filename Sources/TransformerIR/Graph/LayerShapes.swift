/// The elastic numbers of one stack, ready to be lowered.
struct StackShape<Layer> {
  var embedding: Double
  var layers: [PlacedLayer<Layer>]
}

/// A layer, where it sits, and how many equal layers it stands for.
struct PlacedLayer<Layer> {
  var shape: Layer
  var path: LayerPath
  var times: Double = 1

  /// The prefix of the layer's parameter names, made only when it is wanted.
  func name(_ stack: String) -> () -> String {
    { [path] in
      switch path {
      case .encoder(let index), .decoder(let index): "\(stack).\(index)"
      case .outside: stack
      }
    }
  }
}

/// The elastic numbers of an encoder layer; fractional in an averaged layer.
struct EncoderLayerShape {
  var ffn, heads: Double
}

/// The elastic numbers of a decoder layer; fractional in an averaged layer.
struct DecoderLayerShape {
  var ffn, selfHeads, crossHeads, attended: Double
}

/// Which rows of an attention's stacked input projection a node uses.
public enum AttentionProjection: Sendable {
  /// Queries, keys and values from one input: self-attention.
  case all
  /// Queries of encoder-decoder attention.
  case queries
  /// Keys and values of encoder-decoder attention.
  case keysAndValues

  /// Output channels as a multiple of the inner attention width.
  var share: Double {
    switch self {
    case .all: 3
    case .queries: 1
    case .keysAndValues: 2
    }
  }

  func rows(of width: Int) -> Range<Int> {
    switch self {
    case .all: 0..<3 * width
    case .queries: 0..<width
    case .keysAndValues: width..<3 * width
    }
  }
}

extension Architecture {
  /// The slices of attention `name`'s input projection that `part` reads from an input of `width` channels.
  ///
  /// HAT stacks queries, keys and values in one matrix, except between stacks of unequal SuperTransformer widths.
  public func projection(_ name: String, _ part: AttentionProjection, width: Int) -> [WeightSlice] {
    let rows = part.rows(of: attentionWidth)
    let bias = WeightSlice(parameter: "\(name).in_proj_bias", rows: rows, columns: 1)
    guard encoderEmbedding != decoderEmbedding, part != .all else {
      return [WeightSlice(parameter: "\(name).in_proj_weight", rows: rows, columns: width), bias]
    }
    let separate = part == .queries ? ["q_proj_weight"] : ["k_proj_weight", "v_proj_weight"]
    return separate.map {
      WeightSlice(parameter: "\(name).\($0)", rows: 0..<attentionWidth, columns: width)
    } + [bias]
  }

  /// The last `count` of the SuperTransformer's encoder's `outputs`, last first; layers that a design lacks repeat its
  /// last.
  public func attendedOutputs<Output>(_ outputs: [Output], count: Int) -> [Output] {
    (0..<count).map { back in outputs[max(0, min(outputs.count, encoderLayers - back) - 1)] }
  }
}

extension WeightSlice {
  /// Weight and bias of a linear map that uses the first `rows` outputs and `columns` inputs.
  static func linear(_ name: String, rows: Int, columns: Int) -> [WeightSlice] {
    [
      WeightSlice(parameter: "\(name).weight", rows: 0..<rows, columns: columns),
      WeightSlice(parameter: "\(name).bias", rows: 0..<rows, columns: 1),
    ]
  }
}
