import Foundation
import Statistics

/// The fixed rule for "steady" rows: where the running median over 25 rows of the relative residual is within ±3 %.
///
/// Unlike regimes it has no parameters to argue about, so it is what accuracies are compared on.
enum SteadyRows {
  /// The window, and the bound on its median.
  static let window = 25
  static let bound = 0.03

  /// For each of `logResiduals`, in run order, whether it is steady.
  static func isSteady(_ logResiduals: [Double]) -> [Bool] {
    // Few rows sampled from a long run are far apart in it, so their window is shorter.
    let window = min(window, max(5, logResiduals.count / 16)) | 1
    return runningMedian(logResiduals.map { exp($0) - 1 }, window: window).map { abs($0) <= bound }
  }

  /// The median of each row's neighbourhood of `window` rows, shorter at the ends.
  static func runningMedian(_ values: [Double], window: Int) -> [Double] {
    let half = window / 2
    return values.indices.map { row in
      Array(values[max(0, row - half)..<min(values.count, row + half + 1)]).median
    }
  }
}
