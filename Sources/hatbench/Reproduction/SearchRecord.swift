import CostModel
import HATSearch
import Quantities
import TransformerIR

/// What `search --json` wrote of one device and limit, as far as a report needs it.
struct SearchRecord: Decodable, Hashable {
  /// A design of the front, or the best.
  struct Design: Decodable, Hashable {
    var design: DecodedDesign
    var objective: Double
    var latency: PositiveSeconds
    var interval: Interval

    enum CodingKeys: String, CodingKey {
      case design
      case objective = "objective_value"
      case latency = "latency_second"
      case interval = "interval_second"
    }
  }

  /// A design that was measured afterwards.
  struct Verified: Decodable, Hashable {
    var design: DecodedDesign
    var round: Int
    var predicted, measured: PositiveSeconds
    var interval: Interval
    var isWithinLimit: Bool

    enum CodingKeys: String, CodingKey {
      case design, round
      case predicted = "predicted_second"
      case measured = "measured_second"
      case interval = "interval_second"
      case isWithinLimit = "is_within_limit"
    }

    /// How much longer it was predicted to take than it does, over what it does, in percent.
    var errorPercent: Double { 100 * (predicted.time.value / measured.time.value - 1) }
  }

  /// What measuring the best designs came to.
  struct Verification: Decodable, Hashable {
    var rows: [Verified]
    /// Nil if no measured design is within the limit.
    var winner: Verified?
    var isSettled: Bool

    enum CodingKeys: String, CodingKey {
      case rows, winner
      case isSettled = "is_settled"
    }
  }

  var profile, strategy, objective: String
  var limit: String?
  /// `lossesSecond` is the time that all losses of the searches took to compute, in however many sittings.
  var limitSecond, elapsedSecond, lossesSecond: PositiveSeconds?
  var evaluations: Int
  var best: Design
  var front: [Design]
  var history: [GenerationRecord]
  var verification: Verification?

  enum CodingKeys: String, CodingKey {
    case profile, strategy, objective, limit, evaluations, best, front, history, verification
    case limitSecond = "limit_second"
    case lossesSecond = "losses_second"
    case elapsedSecond = "elapsed_second"
  }

  /// The design to use; what measuring chose comes before what predictions chose.
  var winner: SubTransformer { (verification?.winner?.design ?? best.design).design }

  /// `within 50 % of the largest design's`, `without a limit`
  var limitWords: String { (limit ?? limitSecond.map { "\($0.time)" }).map { "within \($0)" } ?? "without a limit" }
}

/// Every winner on every device, as `search --json` wrote it.
struct CrossRecord: Decodable, Hashable {
  struct Winner: Decodable, Hashable {
    var search: String
    var devices: [Device]
  }

  struct Device: Decodable, Hashable {
    var device: String
    var latency: PositiveSeconds
    var isFastest: Bool
    var isWithinLimit: Bool?

    enum CodingKeys: String, CodingKey {
      case device
      case latency = "latency_second"
      case isFastest = "is_fastest"
      case isWithinLimit = "is_within_limit"
    }
  }

  var winners: [Winner]

  /// The devices, in the order of the first winner.
  var devices: [String] { winners.first?.devices.map(\.device) ?? [] }
}

/// What `search --json` wrote of one search or of several.
struct SearchesRecord: Decodable, Hashable {
  var searches: [SearchRecord]
  var cross: CrossRecord?

  private enum CodingKeys: String, CodingKey { case searches, cross }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard container.contains(.searches) else {
      searches = [try SearchRecord(from: decoder)]
      return
    }
    searches = try container.decode([SearchRecord].self, forKey: .searches)
    cross = try container.decodeIfPresent(CrossRecord.self, forKey: .cross)
  }
}
