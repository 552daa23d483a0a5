import Quantities
import Testing

@testable import Profiler

@Suite struct ProfilePlanTests {
  private func plan(_ minutes: Double) -> ProfilePlan {
    ProfilePlan(
      space: "wmt", runtime: .fused, threads: 2, seed: 1, budget: Seconds(60 * minutes),
      items: [.ceilings: 160, .operators: 160, .designs: 10, .nodes: 10])
  }

  /// Nine tenths of the budget are planned for, at most.
  @Test func visitsFitTheBudget() {
    for minutes in [5.0, 10, 20, 40] {
      let plan = plan(minutes)
      let items: [ProfilePlan.Stage: Int] = [.ceilings: 160, .operators: 160, .designs: 10, .nodes: 10]
      let seconds = items.reduce(0) { $0 + Double($1.value * plan.visits($1.key)) * $1.key.visitSeconds }
      #expect(seconds <= 60 * minutes)
    }
    #expect(plan(20).visits(.operators) > plan(10).visits(.operators))
  }

  @Test func everythingIsVisitedOnceHoweverSmallTheBudget() {
    for stage in ProfilePlan.Stage.allCases { #expect(plan(0.01).visits(stage) == 1) }
  }

  @Test func moreThanTenDesignsNeverCalibrate() {
    #expect(plan(1000).designs == 10)
    #expect(ProfilePlan.designLimit == 10)
  }
}
