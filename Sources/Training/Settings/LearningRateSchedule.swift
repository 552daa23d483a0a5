import Foundation

/// The learning rate as a function of the number of finished updates.
///
/// Both kinds rise linearly from ``initial`` to ``peak`` while they warm up.
///
/// Source: fairseq's `cosine_lr_scheduler.py` and `inverse_square_root_schedule.py`, as HAT uses them.
public struct LearningRateSchedule: Codable, Hashable, Sendable {
  /// What happens after the warm-up.
  public enum Decay: Codable, Hashable, Sendable {
    /// Half a cosine from the peak down to `minimum`, `period` updates long; then it starts again at the peak times
    /// `shrink`.
    case cosine(minimum: Double, period: Int, shrink: Double)
    /// `peak·√(warmUp/n)` after n updates.
    case inverseSquareRoot
  }

  /// The rate before the first update.
  public var initial: Double = 1e-7
  /// The highest rate.
  public var peak: Double
  /// Updates until the peak is reached.
  public var warmUp: Int
  /// What follows.
  public var decay: Decay

  /// Makes a schedule.
  public init(initial: Double = 1e-7, peak: Double, warmUp: Int, decay: Decay) {
    self.initial = initial
    self.peak = peak
    self.warmUp = warmUp
    self.decay = decay
  }

  /// The rate of the update that follows `finished` updates.
  public func rate(after finished: Int) -> Double {
    if finished < warmUp { return initial + (peak - initial) * Double(finished) / Double(warmUp) }
    switch decay {
    case .inverseSquareRoot: return peak * (Double(max(warmUp, 1)) / Double(max(finished, 1))).squareRoot()
    case .cosine(let minimum, let period, let shrink):
      let cycle = (finished - warmUp) / period
      let place = Double(finished - warmUp - cycle * period) / Double(period)
      let scale = pow(shrink, Double(cycle))
      return scale * (minimum + 0.5 * (peak - minimum) * (1 + cos(Double.pi * place)))
    }
  }

  /// Checks that rates are positive and lengths make sense.
  func validate() throws(TrainingError) {
    guard initial >= 0, peak > 0, peak.isFinite, (0...TrainingSettings.limit).contains(warmUp) else {
      throw .impossibleSetting(
        "a learning rate from \(initial) to \(peak) over \(warmUp) updates; it must rise above 0")
    }
    if case .cosine(let minimum, let period, _) = decay {
      guard minimum >= 0, minimum <= peak, period > 0 else {
        throw .impossibleSetting(
          "a cosine from \(peak) down to \(minimum) after a warm-up of \(warmUp) updates: the run must have more updates in all "
            + "(max-update) than its warm-up (warmup-updates) takes, and a minimum below the peak")
      }
    }
  }
}

extension TrainingSettings {
  /// Replaces the highest rate, the length of the warm-up or the number of updates; a cosine ends with the updates.
  public mutating func schedule(peak: Double?, warmUp: Int?, updates: Int?) {
    if let updates { maximumUpdates = updates }
    if let peak { schedule.peak = peak }
    if let warmUp { schedule.warmUp = warmUp }
    if case .cosine(let minimum, _, let shrink) = schedule.decay {
      schedule.decay = .cosine(minimum: minimum, period: updatesAfterWarmUp(schedule.warmUp), shrink: shrink)
    }
  }

  /// What a cosine's period is; 0, which is refused, if there are none.
  func updatesAfterWarmUp(_ warmUp: Int) -> Int { (0..<maximumUpdates).contains(warmUp) ? maximumUpdates - warmUp : 0 }
}
