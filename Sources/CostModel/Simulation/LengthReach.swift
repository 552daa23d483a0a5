import TransformerIR

/// Which lengths lie far from those that a profile's model was fitted at.
///
/// A model is fitted at one pair of lengths; others follow from the work that they need. How far that carries no profile says,
/// so the line is a convention: a length is far if it is more than ``factor`` times longer or shorter.
public struct LengthReach: Hashable, Sendable {
  /// How many times longer or shorter than fitted a sentence may be until it counts as far.
  public static let factor = 2

  /// The lengths in tokens that the model was fitted at.
  public let fittedSource, fittedTarget: Int
  /// The pairs of lengths of which one or both are far, by source length and then by target length.
  public let far: [LengthMixture.Entry]
  /// How many sentences have such lengths.
  public let farSentences: Int
  /// How many sentences there are.
  public let sentences: Int
  private let profile: String

  /// Compares `mixture` with the lengths that the model of `device` was fitted at.
  public init(_ device: DeviceLatency, over mixture: LengthMixture) {
    let fitted = device.model.workload
    fittedSource = fitted.sourceLength
    fittedTarget = fitted.targetLength
    far = mixture.entries.filter {
      Self.isFar($0.source, from: fitted.sourceLength) || Self.isFar($0.target, from: fitted.targetLength)
    }
    farSentences = far.reduce(0) { $0 + $1.count }
    sentences = mixture.sentences
    profile = device.profile.name
  }

  private static func isFar(_ length: Int, from fitted: Int) -> Bool {
    length > factor * fitted || factor * length < fitted
  }

  /// The share of sentences whose lengths are far, in percent.
  public var farPercent: Double { 100 * Double(farSentences) / Double(sentences) }

  /// What to know before relying on the latencies, in a sentence; nil if no length is far.
  public var warning: String? {
    guard !far.isEmpty else { return nil }
    return "\(farSentences) of \(sentences) sentences are more than \(Self.factor) times longer or shorter than the "
      + "\(fittedSource) source and \(fittedTarget) target tokens that profile '\(profile)' was fitted at: their "
      + "latencies extrapolate"
  }
}
