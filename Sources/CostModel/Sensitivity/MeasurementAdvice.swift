import Foundation
import TransformerIR

/// A measurement that could be made, and what it would be worth.
///
/// Assumes that twice the measurements halve the variance that they cause: twice the timings of a group of operators,
/// twice the points of the streaming curve, twice the whole designs. That is so where errors scatter; where the form of
/// the model is wrong, more timings only make that certain. So the width afterwards is the least to hope for. What
/// measuring costs is not weighed.
public struct MeasurementAdvice: Hashable, Sendable {
  /// What to measure again.
  public var subject: MeasurementSubject
  /// The share of the explained variance that it is to blame for.
  public var share: Double
  /// Half the width of the profile's interval now and afterwards, as a logarithm of a ratio.
  public var now, after: Double
  /// The advice in a sentence.
  public var sentence: String

  /// Everything that could be measured again, what would shrink the interval most first; empty if nothing is known to
  /// err.
  static func ranked(_ uncertainty: LatencyUncertainty) -> [MeasurementAdvice] {
    let whole = uncertainty.variance
    guard whole > 0 else { return [] }
    var sources = uncertainty.sources.filter { $0.variance > 0 }
    if sources.contains(where: \.isTerm) {
      // More rows of any kind tell more about every term at once.
      sources.insert(.init(subject: .designs, variance: whole), at: 0)
    }
    return sources.map { source in
      let now = uncertainty.intervalHalfWidth
      let after = uncertainty.intervalHalfWidth(without: source.variance / 2)
      return MeasurementAdvice(
        subject: source.subject, share: source.variance / whole, now: now, after: after,
        sentence: "\(action(source.subject, rows: uncertainty.rows)): \(effect(now, after))"
          + (source.isAssumed ? " (too few shapes to know its own error: that of others)" : ""))
    }
  }

  private static func action(_ subject: MeasurementSubject, rows: Int) -> String {
    switch subject {
    case .group(let group): "time '\(group.words)' again, with twice the timings"
    case .streaming: "measure streaming at twice as many working sets"
    case .designs: "time \(rows) more whole designs"
    case .term(let name): "time \(rows) more designs, chosen so that the work behind '\(name)' varies"
    }
  }

  private static func effect(_ now: Double, _ after: Double) -> String {
    func percent(_ halfWidth: Double) -> String { String(format: "±%.2f %%", 100 * halfWidth) }
    let (before, then) = (percent(now), percent(after))
    return before == then
      ? "the 90 % interval would stay at \(before)" : "the 90 % interval would shrink from \(before) to \(then) at best"
  }
}

extension LatencyUncertainty.Source {
  fileprivate var isTerm: Bool {
    if case .term = subject { true } else { false }
  }
}
