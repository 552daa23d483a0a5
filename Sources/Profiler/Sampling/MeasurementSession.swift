/// A stretch of measuring without interruption.
///
/// Levels of different sessions may differ by anything that changed meanwhile, so they are never pooled as they are.
public struct MeasurementSession: Hashable, Sendable {
  /// 0 until the first interruption, then one more for each time that measuring went on.
  public var number: Int
  /// When it began, in seconds of the clock.
  public var start: Double

  /// Makes a session.
  public init(number: Int, start: Double) {
    self.number = number
    self.start = start
  }
}
