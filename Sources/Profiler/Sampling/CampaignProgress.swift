/// Where a campaign stands.
public struct CampaignProgress: Hashable, Sendable {
  /// Visits made, those of earlier sessions included, and all.
  public var done, total: Int
  /// Seconds since the campaign, or its going on, began.
  public var elapsed: Double
  /// Seconds that the rest will take, if each item takes what it took so far; nil before the first has been measured.
  public var remaining: Double?
  /// What is measured next; nil at the end.
  public var key: String?
}

/// Estimates the time that visits will take from those made.
struct VisitTimes {
  private var sums: [String: (seconds: Double, count: Int)] = [:]
  private var all = (seconds: 0.0, count: 0)

  /// Notes a visit that took `seconds`, making the item and the reference included.
  mutating func note(_ key: String, seconds: Double) {
    let sum = sums[key, default: (0, 0)]
    sums[key] = (sum.seconds + seconds, sum.count + 1)
    all = (all.seconds + seconds, all.count + 1)
  }

  /// Seconds of one visit to each of `keys`: for each the mean of its own, or of all visits if it had none.
  func estimate(_ keys: some Sequence<String>) -> Double? {
    guard all.count > 0 else { return nil }
    let mean = all.seconds / Double(all.count)
    return keys.reduce(0) { total, key in total + (sums[key].map { $0.seconds / Double($0.count) } ?? mean) }
  }
}
