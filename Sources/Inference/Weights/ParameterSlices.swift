import TensorEngine
import TransformerIR

/// A gain or bias that a kernel reads, copied out of the parameters.
final class ParameterVector {
  private let storage: Storage<Float>
  private let count: Int

  /// The values.
  var vector: Vector { Vector(start: storage.base, count: count) }

  init(_ parameters: Parameters, _ slice: WeightSlice) throws(InferenceError) {
    let tensor = try parameters.tensor(for: slice)
    guard tensor.shape.count == 1 else {
      throw .wrongShape(parameter: slice.parameter, found: tensor.shape, needed: "a vector")
    }
    count = slice.rows.count
    storage = try Storage(count)
    tensor.withScalars { scalars in
      for (index, row) in slice.rows.enumerated() { storage[index] = scalars[row] }
    }
  }
}

/// A packed weight with its bias.
struct LinearWeight {
  let matrix: PackedMatrix
  let bias: ParameterVector?
}

extension Parameters {
  /// The parameter that `slice` is a part of.
  /// - Throws: ``InferenceError/missingParameter(_:)``, or ``InferenceError/wrongShape(parameter:found:needed:)`` if it
  ///   is too small or stacks another number of rows.
  func tensor(for slice: WeightSlice) throws(InferenceError) -> Tensor {
    guard contains(slice.parameter) else { throw .missingParameter(slice.parameter) }
    let tensor = self[slice.parameter]
    let isVector = tensor.shape.count == 1 && slice.columns == 1
    guard isVector || tensor.shape.count == 2, tensor.shape[0] >= slice.rows.upperBound,
      isVector || tensor.shape[1] >= slice.columns
    else {
      let needed = slice.columns == 1 ? "[\(slice.rows.upperBound)]" : "[\(slice.rows.upperBound), \(slice.columns)]"
      throw .wrongShape(parameter: slice.parameter, found: tensor.shape, needed: "\(needed) or more")
    }
    return tensor
  }

  /// Checks that the parameters were made for `architecture`, where a slice alone cannot tell: attentions stack three
  /// times their width, embeddings have a row for each word, and decoding starts from the end symbol's.
  func check(_ architecture: Architecture) throws(InferenceError) {
    let vocabulary = architecture.vocabulary
    guard vocabulary.target > Int(SpecialToken.end) else {
      throw .impossiblePlan(
        "a target vocabulary of \(vocabulary.target) words, which lacks the end symbol, number \(SpecialToken.end)")
    }
    for (name, rows) in [
      ("encoder.layers.0.self_attn.in_proj_bias", 3 * architecture.attentionWidth),
      ("encoder.embed_tokens.weight", vocabulary.source),
      (vocabulary.sharesEmbeddings ? "encoder.embed_tokens.weight" : "decoder.embed_tokens.weight", vocabulary.target),
    ] {
      guard contains(name) else { throw .missingParameter(name) }
      let shape = self[name].shape
      guard shape.first == rows else { throw .wrongShape(parameter: name, found: shape, needed: "\(rows) rows") }
    }
  }
}
