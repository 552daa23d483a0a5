import TensorEngine
import TransformerIR

/// Layers whose weights are the first rows and columns of the SuperTransformer's, used where they lie.
struct ElasticLayers {
  let architecture: Architecture
  let tape: Tape

  /// `x·Wᵀ + b` with the first `outputs` rows and as many columns of weight `name` as x has.
  func linear(
    _ x: Variable, _ name: String, outputs: Int, rectified: Bool = false, dropout: Dropout? = nil,
    residual: Variable? = nil
  ) -> Variable {
    tape.linear(
      [x], weights: [tape.parameter("\(name).weight").slice(rows: 0..<outputs, columns: x.columns)],
      bias: tape.parameter("\(name).bias").elements(0..<outputs), rectified: rectified, dropout: dropout,
      residual: residual)
  }

  /// The layer norm `name`, over as many channels as x has.
  func norm(_ x: Variable, _ name: String) -> Variable {
    tape.layerNorm(
      x, gain: tape.parameter("\(name).weight").elements(0..<x.columns),
      bias: tape.parameter("\(name).bias").elements(0..<x.columns))
  }

  /// Queries, keys or values of attention `name` from `inputs`, which count as one, concatenated over time.
  func projection(_ inputs: [Variable], _ name: String, _ part: AttentionProjection) -> Variable {
    let slices = architecture.projection(name, part, width: inputs[0].columns)
    let (weights, bias) = (slices.dropLast(), slices[slices.count - 1])
    return tape.linear(
      inputs, weights: weights.map { tape.parameter($0.parameter).slice(rows: $0.rows, columns: $0.columns) },
      bias: tape.parameter(bias.parameter).elements(bias.rows))
  }

  /// The output projection of attention `name`, the residual stream and the norm.
  func close(_ mixed: Variable, _ name: String, onto stream: Variable, _ dropout: Dropout?) -> Variable {
    let sum = linear(mixed, "\(name).out_proj", outputs: stream.columns, dropout: dropout, residual: stream)
    return norm(sum, "\(name)_layer_norm")
  }

  /// The layout of an attention with the architecture's inner width cut into `heads`.
  func layout(heads: Int, _ groups: [AttentionLayout.Group], isCausal: Bool) -> AttentionLayout {
    AttentionLayout(
      groups: groups, heads: heads, headWidth: architecture.attentionWidth / heads, isCausal: isCausal)
  }
}
