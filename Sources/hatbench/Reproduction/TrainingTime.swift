import Foundation
import Quantities
import Training

/// How long a training run took, by its log.
enum TrainingTime {
  /// Seconds of the run in `folder`, over all sittings, validations included; nil if there is no run.
  ///
  /// - Throws: ``ReproductionError/damaged(file:reason:remedy:)`` for a log that has text but no row;
  ///   `TrainingError.unusable` for one that cannot be read.
  static func read(_ folder: String) throws -> Seconds? {
    let log = try TrainingLog(folder: folder, upTo: .max)
    let times = log.rows.map(\.seconds) + log.validations.map(\.seconds)
    if let longest = times.filter({ $0.isFinite && $0 > 0 }).max() { return Seconds(longest) }
    let file = "\(folder)/log.csv"
    // A run that has only just begun has the heading alone.
    if let text = try? String(contentsOfFile: file, encoding: .utf8), text.split(separator: "\n").count > 1 {
      throw ReproductionError.damaged(
        file: file, reason: "no line of it is a row of a training log", remedy: "train again, or remove the run")
    }
    return nil
  }
}
