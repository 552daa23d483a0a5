import Quantities
import Randomness
import TransformerIR

/// A design with the name that it has in stores and tables.
public struct NamedDesign: Hashable, Sendable {
  /// The name, unique among those measured together.
  public var name: String
  /// The design.
  public var design: SubTransformer

  /// Names a design.
  public init(name: String, design: SubTransformer) {
    self.name = name
    self.design = design
  }

  /// `count` different random designs of `space` (as many as it has, if fewer), named by their number: `design 000` …
  public static func random(_ count: Int, from space: SearchSpace, seed: UInt64) -> [NamedDesign] {
    var generator = SeededGenerator(seed: seed)
    var seen: Set<SubTransformer> = []
    var designs: [NamedDesign] = []
    // A space with few designs left shows the same ones over and over.
    var misses = 0
    while designs.count < count, misses < 1000 {
      let design = space.sample(using: &generator)
      guard seen.insert(design).inserted else {
        misses += 1
        continue
      }
      misses = 0
      let number = "\(designs.count)"
      designs.append(
        NamedDesign(name: "design \(String(repeating: "0", count: max(0, 4 - number.count)))\(number)", design: design))
    }
    return designs
  }

  private static let calibrationStream: UInt64 = 0xC0A1_1B8A_7E5E_ED00

  /// Designs that together show what every choice of `space` costs, for calibrating: the smallest and the largest, then
  /// random ones.
  public static func calibrating(_ count: Int, from space: SearchSpace, seed: UInt64) -> [NamedDesign] {
    let ends = [
      NamedDesign(name: "smallest", design: space.smallest), NamedDesign(name: "largest", design: space.largest),
    ]
    // Another stream than that of designs to be judged, which the same seed names.
    let random = random(count, from: space, seed: seed ^ calibrationStream).filter { item in
      !ends.contains { $0.design == item.design }
    }
    return Array((ends + random).prefix(count))
  }
}
