import Quantities
import Training
import TransformerIR

/// Everything that a reproduction of HAT left in a folder, read and checked. What is not there is nil or empty.
struct Reproduction {
  /// What a compared design is there for; its file's name tells.
  enum Role: String, Hashable, Codable, CaseIterable {
    /// `largest`: what every other one is held against.
    case largest
    /// `winner…`: what a search found.
    case winner
    /// Any other: scaled by hand.
    case baseline

    init(name: String) { self = name == "largest" ? .largest : name.hasPrefix("winner") ? .winner : .baseline }
  }

  /// A compared design with what is known of it.
  struct Design {
    var name: String
    var role: Role
    var design: SubTransformer?
    /// Parameters of the layers; nil if the space is not known.
    var parameters: Int?
    var latency: MeasuredLatency?
    /// Quality with the SuperTransformer's weights, and after a training of its own.
    var inherited, scratch: EvaluationResult?
    /// How long that training took.
    var trainingTime: Seconds?
  }

  /// The space that was searched.
  var space: SearchSpace?
  /// The name of this machine's profile.
  var profile: String?
  /// What was measured on: `Ryzen …, fused, 8 threads`.
  var machine: String?
  /// The largest first, then winners, then baselines, each by name.
  var designs: [Design] = []
  /// The searches for this machine.
  var searches: [SearchRecord] = []
  /// The searches for several devices.
  var devices: SearchesRecord?
  /// How long the SuperTransformer was trained.
  var superTrainingTime: Seconds?
  /// What is not there and which step makes it, a sentence each.
  var missing: [String] = []
  /// What was found but not used, or may not be compared, a sentence each.
  var doubts: [String] = []

  /// The design that every other is held against.
  var largest: Design? { designs.first { $0.role == .largest } }
}
