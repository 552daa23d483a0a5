import Foundation
import Hardware
import Quantities
import Statistics
import TransformerIR

/// Predictions that were made first, beside measurements of this very device: is the profile true here and now?
public struct LiveComparison: Sendable {
  /// One design.
  public struct Case: Sendable {
    /// Its name.
    public var name: String
    /// What was run.
    public var workload: Workload
    /// What was said before it ran.
    public var predicted: LatencyPrediction
    /// The median of everything that was timed, whatever the device's state.
    public var measured: Seconds
    /// The median of what was timed in the main state; if there is nothing, `measured` divided by how much slower the
    /// reference was; nil if neither can be said.
    public var steady: Seconds?
    /// Whether some visit was in the main state.
    public var isMain: Bool

    /// Makes a case.
    public init(
      name: String, workload: Workload, predicted: LatencyPrediction, measured: Seconds, steady: Seconds?,
      isMain: Bool
    ) {
      self.name = name
      self.workload = workload
      self.predicted = predicted
      self.measured = measured
      self.steady = steady
      self.isMain = isMain
    }
  }

  /// What a group of operators adds to the mean error, or what the model gives it and it does not take.
  public struct Contribution: Sendable {
    /// The operators' kind, or a term.
    public var name: String
    /// Predicted less measured, in the mean over designs.
    public var error: Seconds
  }

  /// The designs.
  public let cases: [Case]
  /// As measured, the device's states ignored: what one would see without looking for them.
  public let all: AccuracyReport
  /// The main state: visits in other states left out, or normalised where a design has no other.
  public let main: AccuracyReport
  /// The main state with the session's effect taken out: the reference workload says how much faster or slower the whole
  /// device is than when it was profiled. Nil if that is not known.
  public let adjusted: AccuracyReport?
  /// The reference's time over that in the profile; nil if either is not known.
  public let sessionEffect: Double?
  /// Predicted and measured time of operators; nil if nodes were not timed.
  public let operators: OperatorAccuracy?

  /// Compares.
  ///
  /// - Parameters:
  ///   - sessionEffect: The reference's time now over that in the profile.
  ///   - nodes: Where the time of the designs goes.
  public init(_ device: DeviceLatency, cases: [Case], sessionEffect: Double?, nodes: [DeviceFit.NodeTimes]) {
    self.cases = cases
    self.sessionEffect = sessionEffect
    all = AccuracyReport(cases.map { .init(predicted: $0.predicted, measured: $0.measured) })
    let steady = cases.compactMap { item in
      item.steady.map { AccuracyReport.Case(predicted: item.predicted, measured: $0) }
    }
    main = AccuracyReport(steady)
    adjusted = sessionEffect.map { effect in
      AccuracyReport(steady.map { .init(predicted: $0.predicted, measured: $0.measured / effect) })
    }
    if case .operators(let model) = device.estimator, !nodes.isEmpty {
      operators = OperatorAccuracy(model, nodes)
    } else {
      operators = nil
    }
  }

  /// From the measured to the predicted mean by kind of operator. Last comes what no node shows: the time between nodes.
  public var contributionsByKind: [Contribution] {
    contributions { $0.group.kind.rawValue }
  }

  /// The same by phase and role.
  public var contributionsByPlace: [Contribution] {
    contributions { "\($0.group.phase.rawValue) \($0.group.role.rawValue)" }
  }

  /// The same by term of the model: the error of a group is shared out among its terms as its predicted time is.
  public var contributionsByTerm: [Contribution] {
    let terms: [(String, (OperatorAccuracy.Entry) -> Seconds)] = [
      ("starting operators", \.overhead), ("streaming weights and caches", \.streaming), ("computing", \.other),
    ]
    return steps(
      terms.map { name, part in
        (
          name,
          (operators?.entries ?? []).reduce(Seconds.zero) { sum, entry in
            entry.predicted > .zero ? sum + (part(entry) / entry.predicted) * meanError(entry) : sum
          }
        )
      })
  }

  /// The mean of what was measured in the main state.
  public var meanMeasured: Seconds { Seconds(cases.map { ($0.steady ?? $0.measured).value }.mean) }

  private func contributions(by name: (OperatorAccuracy.Entry) -> String) -> [Contribution] {
    var order: [String] = []
    var errors: [String: Seconds] = [:]
    for entry in operators?.entries ?? [] {
      let own = name(entry)
      if errors[own] == nil { order.append(own) }
      errors[own, default: .zero] += meanError(entry)
    }
    return steps(order.map { ($0, errors[$0] ?? .zero) })
  }

  /// Predicted less measured, in the mean over all designs, those that do not have the group included.
  private func meanError(_ entry: OperatorAccuracy.Entry) -> Seconds {
    Double(entry.designs) / Double(max(operators?.designs ?? 1, 1)) * (entry.predicted - entry.measured)
  }

  /// From the measured to the predicted mean; the last step is what the others leave. None without operators.
  private func steps(_ errors: [(name: String, error: Seconds)]) -> [Contribution] {
    guard operators?.entries.isEmpty == false else { return [] }
    let explained = errors.reduce(Seconds.zero) { $0 + $1.error }
    let predicted = Seconds(cases.map(\.predicted.latency.value).mean)
    return errors.map { Contribution(name: $0.name, error: $0.error) } + [
      Contribution(name: "between nodes", error: predicted - meanMeasured - explained)
    ]
  }
}
