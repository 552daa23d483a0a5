import TensorEngine

/// The updates since the last row of the log.
struct LogWindow {
  private(set) var updates = 0
  private var start: ContinuousClock.Instant
  private var sums = CrossEntropy()
  private var norms = 0.0
  private var rate = 0.0
  private var data = Duration.zero

  init(start: ContinuousClock.Instant) { self.start = start }

  mutating func add(_ step: Trainer.Step, data: Duration) {
    sums = sums + step.sums
    updates += 1
    norms += step.gradientNorm
    rate = step.rate
    self.data += data
  }

  /// Leaves out time in which something other than updates was done.
  mutating func pause(for duration: Duration) { start += duration }

  func row(until end: ContinuousClock.Instant) -> TrainingLog.Row {
    var row = TrainingLog.Row()
    let tokens = Double(max(sums.tokens, 1))
    let seconds = (end - start).seconds
    row.loss = sums.loss / tokens
    row.negativeLogLikelihood = sums.nll / tokens
    row.rate = rate
    row.gradientNorm = norms / Double(max(updates, 1))
    row.tokens = sums.tokens
    row.tokensPerSecond = Double(sums.tokens) / seconds
    row.dataShare = data.seconds / seconds
    return row
  }

  func secondsPerUpdate(until end: ContinuousClock.Instant) -> Double {
    (end - start).seconds / Double(max(updates, 1))
  }
}

extension Duration {
  /// In seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
