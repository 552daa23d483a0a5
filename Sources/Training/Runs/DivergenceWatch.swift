/// Notices a run that has lost its way: a loss that is no number, or one that climbs back most of the way it had come.
public struct DivergenceWatch: Codable, Equatable, Sendable {
  /// Updates seen.
  private var count = 0
  /// The first losses' mean, and the running mean with its lowest value; in nats per token.
  private var start: Double = 0
  private var mean: Double = 0
  private var lowest: Double = 0

  /// Updates that ``start`` is the mean of.
  private static let startCount = 20
  /// The running mean forgets an update after about this many.
  private static let memory: Double = 200
  /// Updates before which a climb is no reason to stop.
  private static let patience = 500
  /// The share of what had been gained that may be lost again.
  private static let tolerance = 0.5
  /// A gain below this, in nats, is too small to judge by.
  private static let leastGain = 0.5

  /// Starts watching.
  public init() {}

  /// Looks at the loss of one more update, in nats per token, and its gradient's norm.
  /// - Throws: `diverged` with what happened and what to try.
  mutating func see(_ loss: Double, gradientNorm: Double, update: Int) throws(TrainingError) {
    guard loss.isFinite, gradientNorm.isFinite else {
      let what = loss.isFinite ? "gradient" : "loss"
      throw .diverged("the \(what) of update \(update + 1) is not a number any more. \(Self.advice)")
    }
    count += 1
    if count <= Self.startCount { start += (loss - start) / Double(count) }
    mean += (loss - mean) / min(Double(count), Self.memory)
    if count <= Self.startCount || mean < lowest { lowest = mean }
    let gain = start - lowest
    guard count > Self.patience else { return }
    guard mean <= start + Self.leastGain else {
      throw .diverged(
        "the loss began at \(Self.text(start)) nats per token and is at \(Self.text(mean)) by update \(update + 1). "
          + Self.advice)
    }
    guard gain > Self.leastGain, mean > lowest + Self.tolerance * gain else { return }
    throw .diverged(
      "the loss had come down from \(Self.text(start)) to \(Self.text(lowest)) nats per token and is back at "
        + "\(Self.text(mean)) by update \(update + 1). \(Self.advice)")
  }

  static let advice =
    "Training has diverged: lower the learning rate, warm up longer or clip gradients (clip-norm). "
    + "The last checkpoint is as it was"

  private static func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
