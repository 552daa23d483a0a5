import Foundation
import Quantities
import Statistics

/// The references of one session in time order, with their regimes.
struct DriftSeries: Sendable {
  private struct Reference {
    /// Seconds from the start of the session.
    var time: Double
    /// The logarithm of its time over that of the main regime.
    var level: Double
    var regime: Int
  }

  let session: Drift.Session
  /// The mean ratio to the main regime, by regime; about 1 for the first.
  let ratios: [Double]
  private let references: [Reference]

  /// Finds the regimes of a session; nil if no reference has a positive median.
  init?(session number: Int, references samples: [Sample]) {
    let readings = samples.filter { !$0.timings.isEmpty }.sorted { $0.middle < $1.middle }
      .map { (time: $0.middle, seconds: $0.totals.median, isUndisturbed: $0.isUndisturbed) }.filter {
        $0.seconds > 0 && $0.seconds.isFinite
      }
    guard !readings.isEmpty else { return nil }
    let usual = readings.map(\.seconds).median
    let residuals = readings.map { log($0.seconds / usual) }
    let (regimes, ratios) = Self.undisturbedFirst(Self.regimes(residuals), readings.map(\.isUndisturbed))
    let main = zip(readings, regimes).filter { $0.1 == 0 }.map(\.0.seconds)
    let level = log(main.median / usual)
    self.ratios = ratios
    references = readings.indices.map {
      Reference(time: readings[$0].time, level: residuals[$0] - level, regime: regimes[$0])
    }
    let bounds = main.count < Drift.fewestReferences ? nil : Bootstrap.medianInterval(of: main)
    session = Drift.Session(
      number: number, references: readings.count, mainReferences: main.count, regimes: ratios.count,
      mainReference: Seconds(main.median), interval: bounds.map { [Seconds($0.lowerBound), Seconds($0.upperBound)] })
  }

  /// For each residual the number of its regime, and the ratio of each regime to the main one.
  private static func regimes(_ residuals: [Double]) -> (regimes: [Int], ratios: [Double]) {
    guard residuals.count >= Drift.fewestReferences else { return (residuals.map { _ in 0 }, [1]) }
    let detection = RegimeDetection(residuals: residuals)
    var regimes = residuals.map { _ in 0 }
    var ratios = [1.0]
    for stretch in detection.report(order: Array(residuals.indices)) where !detection.isMain(stretch.firstRow) {
      // A level that the device came back to is the same regime, by the same distance that joins neighbours.
      let known = ratios.indices.dropFirst().first {
        abs(log(ratios[$0] / stretch.ratio)) <= 2 * detection.mainHalfWidth
      }
      if known == nil { ratios.append(stretch.ratio) }
      for row in stretch.firstRow...stretch.lastRow { regimes[row] = known ?? ratios.count - 1 }
    }
    return (regimes, ratios)
  }

  /// The same regimes with that as main one (number 0) which most undisturbed references lie in, if there are any: another
  /// program may keep a device busy for most of the time, and what it slows down is measured more often.
  private static func undisturbedFirst(
    _ found: (regimes: [Int], ratios: [Double]), _ isUndisturbed: [Bool]
  ) -> (regimes: [Int], ratios: [Double]) {
    var counts = found.ratios.map { _ in 0 }
    for (regime, isSound) in zip(found.regimes, isUndisturbed) where isSound { counts[regime] += 1 }
    guard let most = counts.max(), let best = counts.firstIndex(of: most), best != 0 else { return found }
    var ratios = found.ratios.map { $0 / found.ratios[best] }
    ratios.swapAt(0, best)
    return (found.regimes.map { $0 == 0 ? best : $0 == best ? 0 : $0 }, ratios)
  }

  /// The state `time` seconds after the start of the session.
  func state(at time: Double) -> Drift.State {
    let after = references.firstIndex { $0.time >= time } ?? references.count
    // Before the first and after the last reference there is only one to go by.
    let next = references[min(after, references.count - 1)]
    let last = references[max(after - 1, 0)]
    let share = next.time > last.time ? min(max((time - last.time) / (next.time - last.time), 0), 1) : 0
    return Drift.State(
      regime: share < 0.5 ? last.regime : next.regime, isMain: last.regime == 0 && next.regime == 0,
      isBetween: last.regime != next.regime, factor: exp(last.level + share * (next.level - last.level)))
  }
}
