import Foundation
import TensorEngine

extension OperationCase {
  /// Each position of each text attends to its own text.
  static func selfAttention(
    _ name: String, lengths: [Int], heads: Int, width: Int, isCausal: Bool = false, dropout: Dropout? = nil
  ) -> OperationCase {
    let ranges = ranges(lengths)
    let layout = AttentionLayout(
      groups: ranges.map { .init(queries: $0, keys: $0) }, heads: heads, headWidth: width / heads, isCausal: isCausal)
    return OperationCase(
      name, [[lengths.reduce(0, +), 3 * width]], flops: lengths.reduce(0) { $0 + 4 * Double($1 * $1 * width) }
    ) { tape, inputs in
      tape.selfAttention(inputs[0], layout, dropout: dropout)
    } formula: { inputs in
      attention(
        layout, dropout, { inputs[0][$0, $1] }, { inputs[0][$0, width + $1] }, { inputs[0][$0, 2 * width + $1] })
    }
  }

  /// Each position of each text attends to `runs` versions of another text, which lie one after the other.
  static func crossAttention(
    _ name: String, lengths: [Int], others: [Int], runs: Int, heads: Int, width: Int, dropout: Dropout? = nil
  ) -> OperationCase {
    let total = others.reduce(0, +)
    let layout = AttentionLayout(
      groups: zip(ranges(lengths), ranges(others)).map {
        .init(queries: $0, keys: $1, runs: runs, runStride: total)
      }, heads: heads, headWidth: width / heads)
    return OperationCase(
      name, [[lengths.reduce(0, +), width], [runs * total, 2 * width]],
      flops: zip(lengths, others).reduce(0) { $0 + 4 * Double($1.0 * $1.1 * runs * width) }
    ) { tape, inputs in
      tape.crossAttention(inputs[0], to: inputs[1], layout, dropout: dropout)
    } formula: { inputs in
      attention(layout, dropout, { inputs[0][$0, $1] }, { inputs[1][$0, $1] }, { inputs[1][$0, width + $1] })
    }
  }

  /// The label-smoothed loss of a whole output layer.
  static func crossEntropy(
    _ name: String, rows: Int, inner: Int, vocabulary: Int, full: Int, smoothing: Double
  ) -> OperationCase {
    let targets = (0..<rows).map { Int32($0 * 7 % vocabulary) }
    let scale = 1 / Double(rows)
    return OperationCase(
      name, [[rows, inner], [vocabulary, full]], flops: 2 * Double(rows * inner * vocabulary), isLoss: true
    ) { tape, inputs in
      var sums = CrossEntropy()
      return tape.labelSmoothedCrossEntropy(
        inputs[0], weight: inputs[1].slice(columns: inner), targets: targets, smoothing: Float(smoothing),
        scale: Float(scale), sums: &sums)
    } formula: { inputs in
      let sum = (0..<rows).reduce(0.0) { loss, i in
        let logits = (0..<vocabulary).map { j in (0..<inner).reduce(0) { $0 + inputs[0][i, $1] * inputs[1][j, $1] } }
        let normaliser = log(logits.reduce(0) { $0 + exp($1) })
        let likelihood = normaliser - logits[Int(targets[i])]
        let spread = logits.reduce(0) { $0 + normaliser - $1 }
        return loss + (1 - smoothing) * likelihood + smoothing / Double(vocabulary) * spread
      }
      return [scale * sum]
    }
  }

  /// The loss of an output layer against a teacher of another width, whose features and weight are constants.
  static func distillation(
    _ name: String, rows: Int, inner: Int, teacherInner: Int, vocabulary: Int, full: Int, labelShare: Double
  ) -> OperationCase {
    let targets = (0..<rows).map { Int32($0 * 7 % vocabulary) }
    let scale = 1 / Double(rows)
    @Sendable func element(_ i: Int, _ j: Int) -> Double { Double((i * 31 + j * 17) % 23) / 16 - 0.5 }
    let features = DoubleMatrix(rows: rows, columns: teacherInner, element)
    let teacherWeight = DoubleMatrix(rows: vocabulary, columns: teacherInner) { element($1, $0) }
    @Sendable func logits(_ x: DoubleMatrix, _ row: Int, _ weight: DoubleMatrix, _ inner: Int) -> [Double] {
      (0..<vocabulary).map { word in (0..<inner).reduce(0) { $0 + x[row, $1] * weight[word, $1] } }
    }
    return OperationCase(
      name, [[rows, inner], [vocabulary, full]], flops: 2 * Double(rows * (inner + teacherInner) * vocabulary),
      isLoss: true
    ) { tape, inputs in
      var sums = CrossEntropy()
      let weight = tape.constant(Tensor(teacherWeight.values.map(Float.init), shape: [vocabulary, teacherInner]))
      return tape.distillationCrossEntropy(
        inputs[0], weight: inputs[1].slice(columns: inner),
        teacher: Teacher(
          features: Tensor(features.values.map(Float.init), shape: [rows, teacherInner]), weight: weight.slice()),
        targets: targets, labelShare: Float(labelShare), scale: Float(scale), sums: &sums)
    } formula: { inputs in
      let sum = (0..<rows).reduce(0.0) { loss, i in
        let wanted = logits(features, i, teacherWeight, teacherInner).map { exp($0) }
        let (norm, student) = (wanted.reduce(0, +), logits(inputs[0], i, inputs[1], inner))
        let normaliser = log(student.reduce(0) { $0 + exp($1) })
        let soft = zip(wanted, student).reduce(0) { $0 + $1.0 / norm * (normaliser - $1.1) }
        return loss + (1 - labelShare) * soft + labelShare * (normaliser - student[Int(targets[i])])
      }
      return [scale * sum]
    }
  }

  /// Attention as a formula; the three closures give the element at a row and a column.
  private static func attention(
    _ layout: AttentionLayout, _ dropout: Dropout?, _ query: (Int, Int) -> Double, _ key: (Int, Int) -> Double,
    _ value: (Int, Int) -> Double
  ) -> [Double] {
    let rows = layout.groups.reduce(0) { max($0, $1.queries.upperBound) }
    let width = layout.heads * layout.headWidth
    var output = [Double](repeating: 0, count: rows * width)
    var offset = 0
    for group in layout.groups {
      let keys = (0..<group.runs).flatMap { run in group.keys.map { $0 + run * group.runStride } }
      for head in 0..<layout.heads {
        let columns = head * layout.headWidth..<(head + 1) * layout.headWidth
        for (i, row) in group.queries.enumerated() {
          let visible = layout.isCausal ? i + 1 : keys.count
          let weights = keys.prefix(visible).map { other in
            exp(columns.reduce(0) { $0 + query(row, $1) * key(other, $1) } / Double(layout.headWidth).squareRoot())
          }
          let sum = weights.reduce(0, +)
          for (j, weight) in weights.enumerated() {
            let probability = weight / sum * factor(dropout, offset + i * keys.count + j)
            for column in columns { output[row * width + column] += probability * value(keys[j], column) }
          }
        }
        offset += group.queries.count * keys.count
      }
    }
    return output
  }

  private static func ranges(_ lengths: [Int]) -> [Range<Int>] {
    var start = 0
    return lengths.map { length in
      defer { start += length }
      return start..<start + length
    }
  }
}
