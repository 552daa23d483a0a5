import Foundation
import TensorEngine

extension OperationCase {
  /// Every operation at sizes that show its edges, small enough for differences by every element.
  public static let all: [OperationCase] = [
    linear("linear", rows: 3, inner: 5, columns: 4),
    linear("linear of one row", rows: 1, inner: 19, columns: 33),
    linear("linear, rectified", rows: 6, inner: 5, columns: 17, rectified: true),
    linear("linear over part of its weight", rows: 4, inner: 5, columns: 3, fullInner: 8, fullColumns: 7),
    linear("linear, dropout and residual", rows: 4, inner: 5, columns: 6, dropout: Dropout(rate: 0.4, key: 3)),
    linear(
      "linear, rectified, dropout", rows: 4, inner: 5, columns: 6, rectified: true, dropout: Dropout(rate: 0.4, key: 3)),
    concatenated("linear of three inputs, two weights", rows: 2, inner: 3, columns: 4),
    elementwise("relu", [5, 7], { $0.relu($1) }) { max($0, 0) },
    elementwise("tanh", [5, 7], { $0.tanh($1) }) { tanh($0) },
    meanSquaredError("mean squared error", [4, 5]),
    usedTwice("one variable used twice", size: 4),
    layerNorm("layer norm", rows: 3, columns: 7, full: 7),
    layerNorm("layer norm over part of its channels", rows: 3, columns: 6, full: 9),
    selfAttention("self-attention", lengths: [3], heads: 2, width: 4),
    selfAttention(
      "causal self-attention, ragged, dropout", lengths: [2, 5, 1], heads: 2, width: 6, isCausal: true,
      dropout: Dropout(rate: 0.3, key: 11)),
    crossAttention("attention to another text", lengths: [2, 3], others: [4, 1], runs: 1, heads: 1, width: 3),
    crossAttention(
      "attention to two layers' outputs, dropout", lengths: [2, 3], others: [1, 4], runs: 2, heads: 2, width: 4,
      dropout: Dropout(rate: 0.3, key: 5)),
    embedding("embedding of part of a table", tokens: [3, 0, 3, 2], vocabulary: 5, columns: 4, full: 6),
    embedding(
      "embedding, dropout", tokens: [1, 1], vocabulary: 3, columns: 5, full: 5, dropout: Dropout(rate: 0.5, key: 9)),
    crossEntropy("label-smoothed cross-entropy", rows: 3, inner: 4, vocabulary: 6, full: 5, smoothing: 0.1),
    distillation("distillation", rows: 3, inner: 4, teacherInner: 7, vocabulary: 6, full: 5, labelShare: 0),
    distillation(
      "distillation with labels", rows: 4, inner: 5, teacherInner: 3, vocabulary: 19, full: 5, labelShare: 0.3),
  ]

  /// Products with enough rows for the kernels of large ones; too large for differences.
  public static let large: [OperationCase] = [
    linear("linear of many rows, rectified", rows: 200, inner: 45, columns: 70, rectified: true),
    linear(
      "linear of many rows over part of its weight", rows: 193, inner: 64, columns: 33, fullInner: 70, fullColumns: 40),
    linear(
      "linear of many rows, dropout and residual", rows: 300, inner: 33, columns: 64,
      dropout: Dropout(rate: 0.4, key: 3)),
    crossEntropy("cross-entropy of many rows", rows: 250, inner: 40, vocabulary: 50, full: 41, smoothing: 0.1),
    distillation(
      "distillation of many rows", rows: 250, inner: 40, teacherInner: 44, vocabulary: 50, full: 41, labelShare: 0.2),
    layerNorm("layer norm of many rows", rows: 300, columns: 70, full: 70),
  ]

  /// Operations at the size of HAT's models: 2,040 tokens in sentences of 30, width 640.
  public static let throughput: [OperationCase] = {
    let sentences = Array(repeating: 30, count: 68)
    return [
      linear("linear 640 to 2048, rectified", rows: 2040, inner: 640, columns: 2048, rectified: true),
      linear("linear 2048 to 640", rows: 2040, inner: 2048, columns: 640),
      linear(
        "linear 640 to 512 of a larger weight", rows: 2040, inner: 512, columns: 512, fullInner: 640, fullColumns: 640),
      layerNorm("layer norm 640", rows: 2040, columns: 640, full: 640),
      selfAttention("causal self-attention, 8 heads", lengths: sentences, heads: 8, width: 512, isCausal: true),
      crossAttention(
        "attention to three layers, 4 heads", lengths: sentences, others: sentences, runs: 3, heads: 4, width: 512),
      embedding(
        "embedding 640", tokens: (0..<2040).map { Int32($0 * 37 % 8192) }, vocabulary: 8192, columns: 640, full: 640),
      elementwise("relu 2048", [2040, 2048], { $0.relu($1) }) { max($0, 0) },
      crossEntropy(
        "output layer and loss, 8192 words", rows: 2040, inner: 640, vocabulary: 8192, full: 640, smoothing: 0.1),
      distillation(
        "output layer and loss against a teacher, 8192 words", rows: 2040, inner: 512, teacherInner: 640,
        vocabulary: 8192, full: 640, labelShare: 0),
    ]
  }()
}
