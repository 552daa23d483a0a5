import Hardware
import Quantities
import TransformerIR

/// What profiling a device will measure: a function of what was asked for and of the device's shape, never of its speed, so
/// that a run that was killed goes on with the very same plan.
public struct ProfilePlan: Codable, Hashable, Sendable {
  /// The space whose operators and designs are measured.
  public var space: String
  /// The program that is measured.
  public var runtime: Runtime
  /// Threads at work.
  public var threads: Int
  /// Decides orders and designs.
  public var seed: UInt64
  /// Seconds that the whole may take.
  public var budget: Double
  /// Whole designs for calibrating: at most ten, so that they cannot stand in for understanding.
  public var designs: Int
  /// How often each item is visited, by stage.
  public var visits: [String: Int]
  /// Tells apart what is measured under the same names: the items, the designs, the space.
  public var fingerprint: String

  enum CodingKeys: String, CodingKey {
    case space, runtime, threads, seed, designs, visits, fingerprint
    case budget = "budget_second"
  }

  /// The stages in order.
  public enum Stage: String, CaseIterable, Codable, Sendable {
    case ceilings, operators, designs, nodes

    /// The share of the budget that is planned for; a tenth is left over for what goes slower than thought.
    var share: Double {
      switch self {
      case .ceilings: 0.1
      case .operators: 0.45
      case .designs: 0.25
      case .nodes: 0.1
      }
    }

    /// Seconds that a visit takes, making the item and the reference included, on a device that ends samples by time.
    var visitSeconds: Double {
      switch self {
      case .ceilings: 0.15
      case .operators: 0.4
      case .designs: 1
      case .nodes: 1.2
      }
    }

    /// When samples of the stage end.
    public var settings: SamplerSettings {
      var settings = SamplerSettings()
      switch self {
      case .ceilings:
        (settings.warmUpWindow, settings.warmUpLimit) = (3, 0.05)
        (settings.minimumTimings, settings.maximumTimings, settings.timeLimit) = (5, 60, 0.08)
      case .operators:
        (settings.warmUpWindow, settings.warmUpLimit) = (3, 0.1)
        (settings.minimumTimings, settings.maximumTimings, settings.timeLimit) = (8, 200, 0.2)
      case .designs, .nodes: settings = .designs
      }
      return settings
    }

    /// Seconds between visits to the reference workload.
    public var referenceInterval: Double {
      switch self {
      case .ceilings, .operators: 2
      case .designs, .nodes: 1
      }
    }
  }

  /// More visits than this add nothing that matters.
  private static let mostVisits = 16
  /// At most so many designs are measured.
  public static let designLimit = 10

  /// Plans so many visits to so many items as the budget allows, at least one to each.
  public init(
    space: String, runtime: Runtime, threads: Int, seed: UInt64, budget: Seconds, items: [Stage: Int],
    fingerprint: String = ""
  ) {
    self.space = space
    self.fingerprint = fingerprint
    self.runtime = runtime
    self.threads = threads
    self.seed = seed
    self.budget = budget.value
    designs = Self.designLimit
    visits = Dictionary(
      uniqueKeysWithValues: Stage.allCases.map { stage in
        let round = Double(max(items[stage] ?? 0, 1)) * stage.visitSeconds
        let rounds = Int(min(stage.share * budget.value / round, Double(Self.mostVisits)))
        return (stage.rawValue, max(rounds, 1))
      })
  }

  /// Visits to each item of `stage`.
  public func visits(_ stage: Stage) -> Int { visits[stage.rawValue] ?? 1 }
}

extension SamplerSettings {
  /// For the rows of a dataset, each of which is visited once: at least five timings, and warmer.
  public static var dataset: SamplerSettings {
    var settings = designs
    settings.warmUpLimit = 0.5
    settings.minimumTimings = 5
    settings.timeLimit = 0.6
    settings.leastTimings = 5
    return settings
  }

  /// For whole translations: short visits, since what neighbours do to a machine lasts for seconds, and ten visits of a third
  /// of a second average it out where one of three seconds cannot.
  public static var designs: SamplerSettings {
    var settings = SamplerSettings()
    settings.warmUpWindow = 2
    settings.warmUpLimit = 0.2
    settings.minimumTimings = 3
    settings.maximumTimings = 50
    settings.timeLimit = 0.3
    settings.leastTimings = 3
    return settings
  }
}
