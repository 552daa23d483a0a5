import HATSearch
import Quantities
import Randomness
import TransformerIR

@testable import HATSearch

/// A text whose sentences differ far more in how hard they are than designs differ in how good they are, as real ones do.
struct SampledWorld {
  /// Words of each sentence.
  let weights: [Double]
  /// How hard each sentence is for every design.
  let hardness: [Double]
  /// How far a design's loss of a sentence strays from what its quality says.
  let noise: Double
  private let seed: UInt64
  /// Counts what was asked for.
  let asked = Asked()

  /// One question: so many designs, these examples.
  struct Call: Hashable {
    var designs: Int
    var examples: Range<Int>
  }

  /// What was asked for.
  final class Asked {
    var examples = 0
    var calls: [Call] = []
    /// What was drawn before: drawing again would only take time.
    fileprivate var drawn: [SubTransformer: [Float]] = [:]
  }

  /// Makes a text of `count` sentences.
  init(sentences count: Int, noise: Double = 0.3, seed: UInt64 = 1) {
    var generator = SeededGenerator(seed: seed)
    weights = (0..<count).map { _ in Double(4 + generator.index(below: 25)) }
    hardness = (0..<count).map { _ in 2 + 6 * Self.uniform(&generator) }
    self.noise = noise
    self.seed = seed
  }

  /// The loss whose mean is ``Objective/unevenLoss(of:)`` but for the noise.
  var loss: SampledLoss {
    SampledLoss(weights: weights) { designs, range in
      asked.calls.append(Call(designs: designs.count, examples: range))
      asked.examples += designs.count * range.count
      return designs.map { Array(losses($0)[range]) }
    }
  }

  /// The loss of every sentence.
  func losses(_ design: SubTransformer) -> [Float] {
    if let drawn = asked.drawn[design] { return drawn }
    // Not `hashValue`, which differs from run to run.
    let name = design.yaml.utf8.reduce(14_695_981_039_346_656_037 as UInt64) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    var generator = SeededGenerator(seed: name ^ (seed &* 0x9E37_79B9_7F4A_7C15))
    let quality = Objective.unevenLoss(of: design) / 10
    let losses = weights.indices.map { index in
      let stray = noise * (Self.uniform(&generator) + Self.uniform(&generator) - 1)
      return Float(weights[index] * (quality + hardness[index] + stray))
    }
    asked.drawn[design] = losses
    return losses
  }

  /// The mean loss.
  func mean(_ design: SubTransformer) -> Double { loss.mean(losses(design)) }

  /// The objective.
  func objective(racing: Bool) -> Objective {
    Objective(name: "sampled", description: "invented for the tests", loss: loss, racing: racing)
  }

  static func uniform(_ generator: inout SeededGenerator) -> Double { Double(generator.next() >> 11) * 0x1p-53 }
}
