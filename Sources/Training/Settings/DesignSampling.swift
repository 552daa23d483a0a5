import Randomness
import TransformerIR

/// Which designs one update of a SuperTransformer trains.
///
/// All are pure functions of the update's number, so that a resumed run goes on with the designs it would have had.
public enum DesignSampling: Codable, Hashable, Sendable {
  /// HAT: one design, every choice uniform, drawn by Python's generator seeded with the update's number.
  case uniform
  /// One design, near a size that is drawn uniformly between the smallest and the largest in FLOPs. Uniform choices
  /// concentrate in the middle: the extremes, which bound what a search can find, are hardly ever drawn.
  case flops
  /// The sandwich rule with in-place distillation: the largest design learns from the labels; the smallest and `random`
  /// uniform ones learn from the largest's predictions, on the same sentences.
  ///
  /// Source: Yu et al. "BigNAS: Scaling Up Neural Architecture Search with Big Single-Stage Models." ECCV 2020.
  /// arXiv:2003.11142.
  case sandwich(random: Int)

  /// Candidates among which the one nearest to the drawn size is taken.
  private static let candidates = 16

  /// The designs of one update, the teacher of the others first if there is one.
  struct Lesson: Hashable, Sendable {
    /// Learns from the labels.
    let labelled: SubTransformer
    /// Learn from the first one's predictions.
    let distilled: [SubTransformer]
  }

  /// What update number `update` trains; numbers count finished updates, from 0.
  func lesson(update: Int, in space: SearchSpace) -> Lesson {
    var generator = PythonRandom(seed: UInt64(update))
    func uniform() -> SubTransformer { space.design(of: space.sampleGene { generator.index(below: $0) }) }
    switch self {
    case .uniform: return Lesson(labelled: uniform(), distilled: [])
    case .flops:
      let drawn = (0..<Self.candidates).map { _ in uniform() } + [space.smallest, space.largest]
      let (least, most) = (space.layerFLOPs(of: space.smallest), space.layerFLOPs(of: space.largest))
      let share = Double(generator.next32()) / 0x1p32
      let wanted = least + (most - least) * share
      let nearest = drawn.min { abs(space.layerFLOPs(of: $0) - wanted) < abs(space.layerFLOPs(of: $1) - wanted) }
      return Lesson(labelled: nearest ?? space.largest, distilled: [])
    case .sandwich(let random):
      return Lesson(labelled: space.largest, distilled: [space.smallest] + (0..<random).map { _ in uniform() })
    }
  }
}

extension SearchSpace {
  /// Multiply-accumulates of a design's products per sentence of the space's lengths, embeddings and output layer left
  /// out; for comparing designs of one space.
  fileprivate func layerFLOPs(of design: SubTransformer) -> Double {
    let (source, target, inner) = (setting.sourceLength, setting.targetLength, architecture.attentionWidth)
    let (encoder, decoder) = (design.encoder.embedding, design.decoder.embedding)
    let encoding = design.encoder.layers.reduce(0) { sum, layer in
      sum + source * encoder * (4 * inner + 2 * layer.ffn) + 2 * source * source * inner
    }
    let decoding = design.decoder.layers.reduce(0) { sum, layer in
      let keys = layer.attended.count * source
      return sum + target * decoder * (6 * inner + 2 * layer.ffn) + 2 * keys * encoder * inner
        + 2 * target * (target + keys) * inner
    }
    return Double(encoding + decoding)
  }
}
