import Foundation
import TestSupport
import Testing

@testable import Training

@Suite struct LearningRateScheduleTests {
  /// 4 updates up to 1, then 1·√(4/n).
  @Test func theInverseSquareRootFallsFromThePeak() {
    let schedule = LearningRateSchedule(initial: 0, peak: 1, warmUp: 4, decay: .inverseSquareRoot)
    #expect([0, 2, 4, 16].map(schedule.rate) == [0, 0.5, 1, 0.5])
  }

  /// Half-way down a cosine from 1 to 0 is 0.5; at its end HAT's starts again, shrunk.
  @Test func theCosineFallsToItsMinimumAndStartsAgain() {
    let schedule = LearningRateSchedule(
      initial: 0, peak: 1, warmUp: 2, decay: .cosine(minimum: 0, period: 8, shrink: 0.5))
    #expect(schedule.rate(after: 2) == 1)
    #expect(abs(schedule.rate(after: 6) - 0.5) < 1e-15)
    #expect(schedule.rate(after: 9) < 0.05)
    #expect(schedule.rate(after: 10) == 0.5)
  }

  @Test(.enabled(if: SharedFiles.golden("facts.json") != nil, "needs ../shared/golden"), arguments: [true, false])
  func ratesAreHATs(isCosine: Bool) throws {
    struct Facts: Decodable {
      let lr_cosine_wmt_super, lr_inverse_sqrt_iwslt_super: [String: Double]
    }
    let facts = try JSONDecoder().decode(Facts.self, from: Data(contentsOf: #require(SharedFiles.golden("facts.json"))))
    let settings = try #require(TrainingSettings.shipped(for: isCosine ? "wmt" : "iwslt", single: false))
    let table = isCosine ? facts.lr_cosine_wmt_super : facts.lr_inverse_sqrt_iwslt_super
    #expect(table.count > 10)
    for (update, rate) in table {
      let ours = settings.schedule.rate(after: try #require(Int(update)))
      #expect(abs(ours - rate) <= 1e-12 * max(rate, 1e-3), "after \(update) updates")
    }
  }

  @Test func aCosineShorterThanItsWarmUpIsRefused() {
    var settings = TrainingSettings.shipped(for: "tiny", single: false) ?? TrainingSettings()
    settings.schedule(peak: nil, warmUp: 500, updates: 100)
    #expect(
      message { try settings.validate() }.contains(
        "after a warm-up of 500 updates: the run must have more updates in all"))
  }
}
