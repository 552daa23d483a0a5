import Randomness

/// The order in which a ``Campaign`` visits its items.
struct CampaignSchedule {
  /// An item by its index, and which visit to it.
  struct Entry: Hashable {
    var item: Int
    var visit: Int
  }

  /// Every visit, round after round; in each round every item that still has visits, in an order of its own.
  ///
  /// A function of its arguments alone: a campaign that goes on meets the rest of the same order.
  static func entries(visits: [Int], stage: String, seed: UInt64) -> [Entry] {
    var generator = SeededGenerator(seed: seed ^ hash(stage))
    return (0..<max(visits.max() ?? 0, 0)).flatMap { visit in
      var round = visits.indices.filter { visits[$0] > visit }
      generator.shuffle(&round)
      return round.map { Entry(item: $0, visit: visit) }
    }
  }

  /// FNV-1a, since the standard library's hashes change from run to run.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
