import Foundation
import Reporting
import Training

/// What a training run says while it runs and when it is done.
struct TrainingView {
  private let run: TrainingRun
  private let line: ProgressLine

  init(_ run: TrainingRun, _ line: ProgressLine) {
    self.run = run
    self.line = line
  }

  /// Shows one event: updates on a line that is replaced, validations on lines that stay.
  func hear(_ event: TrainingRun.Event) {
    switch event {
    case .update(let row, let eta):
      // On a terminal every update would flicker; in a file it would fill the disk.
      guard row.update.isMultiple(of: 10) || row.update == run.totalUpdates else { return }
      line.show(
        "update \(row.update) of \(run.totalUpdates), epoch \(Numeral.text(row.epoch, digits: 3)): "
          + "loss \(Self.nats(row.loss)), \(Int(row.tokensPerSecond)) target tokens/s, \(ProgressLine.text(eta)) left")
    case .validated(let record, let updates, let epochs):
      line.say("epoch \(epochs), update \(updates): \(Self.text(record))")
    case .saved: break
    case .averaged(let count, let record, let isBest):
      line.say("mean of \(count) checkpoints: \(Self.text(record))\(isBest ? ", the best so far" : "")")
    }
  }

  private static func nats(_ value: Double) -> String { String(format: "%.3f", value) }

  private static func text(_ record: ValidationRecord) -> String {
    record.entries.map {
      "\($0.name) \(nats($0.loss)) (perplexity \(String(format: "%.2f", exp($0.negativeLogLikelihood))))"
    }.joined(separator: ", ")
  }

  /// What is printed when all is done.
  static func summary(_ run: TrainingRun) -> String {
    var lines = [
      "\(run.progress.updates) updates, \(run.progress.epochs) epochs, \(ProgressLine.text(run.seconds))"
        + (run.log.meanTokensPerSecond.map { "; \(Int($0)) target tokens/s" } ?? "")
    ]
    if let record = run.best { lines.append("best validation: \(text(record))") }
    lines.append("checkpoints in \(run.folder)/checkpoints, curves in \(run.folder)/training.html")
    return lines.joined(separator: "\n")
  }
}

/// What `train --json` prints.
struct TrainingJSON: Encodable {
  private let updates, epochs: Int
  private let seconds: Double
  private let tokensPerSecond, dataShare: Double?
  private let best: [Entry]
  private let output: String

  private struct Entry: Encodable {
    let design: String
    let smoothedLoss, loss, perplexity: Double

    enum CodingKeys: String, CodingKey {
      case design, loss, perplexity
      case smoothedLoss = "smoothed_loss"
    }
  }

  init(_ run: TrainingRun) {
    (updates, epochs, output) = (run.progress.updates, run.progress.epochs, run.folder)
    seconds = run.seconds
    tokensPerSecond = run.log.meanTokensPerSecond
    dataShare = run.log.meanDataShare
    best = (run.best?.entries ?? []).map {
      Entry(
        design: $0.name, smoothedLoss: $0.loss, loss: $0.negativeLogLikelihood,
        perplexity: exp($0.negativeLogLikelihood))
    }
  }

  enum CodingKeys: String, CodingKey {
    case updates, epochs, seconds, output
    case tokensPerSecond = "target_tokens_per_second"
    case dataShare = "data_share"
    case best = "best_validation"
  }
}
