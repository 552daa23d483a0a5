import Hardware
import Quantities
import Randomness
import TestSupport
import Testing
import TransformerIR

@testable import CostModel

/// The latency of a design over many lengths, on a device that is fitted to 30 source and 30 target tokens.
@Suite struct LatencyMixtureTests {
  private typealias Entry = LengthMixture.Entry
  private let space = SearchSpace.wmtLatency

  private func device(_ profile: HardwareProfile = .example()) throws -> DeviceLatency {
    try DeviceLatency(profile, space: space)
  }

  private func workload(source: Int? = nil, target: Int? = nil) throws -> Workload {
    var setting = space.setting
    setting.sourceLength = source ?? setting.sourceLength
    setting.targetLength = target ?? setting.targetLength
    return try Workload(design: space.largest, architecture: space.architecture, setting: setting)
  }

  private func mixture(_ entries: [Entry]) throws -> LatencyMixture {
    try LatencyMixture(device(), workload(), over: LengthMixture(entries))
  }

  /// What the device predicts for one pair of lengths by itself.
  private func prediction(_ source: Int, _ target: Int) throws -> LatencyPrediction {
    try device().predict(AveragedWorkload(of: workload(source: source, target: target)))
  }

  /// Some sixty pairs of lengths from 1 to 80.
  private func corpus(seed: UInt64) -> [Entry] {
    var generator = SeededGenerator(seed: seed)
    return (0..<60).map { _ in
      Entry(
        source: .random(in: 1...80, using: &generator), target: .random(in: 1...80, using: &generator),
        count: .random(in: 1...9, using: &generator))
    }
  }

  @Test func oneLengthGivesItsOwnPredictionForEveryShare() throws {
    let one = try mixture([Entry(source: 12, target: 17, count: 7)])
    let alone = try prediction(12, 17)
    for share in [0, 0.01, 0.5, 0.9, 0.99, 1] { #expect(one.quantile(share) == alone) }
    #expect(one.quantiles == .init(p50: alone, p90: alone, p99: alone))
    #expect(one.least == alone && one.most == alone)
    // Seven times a number, divided by seven, may differ in the last digit.
    #expect(abs(one.mean.latency / alone.latency - 1) < 1e-15)
  }

  /// Half of the sentences do not exceed the shorter one's latency; one sentence more, and half do exceed it.
  @Test func theMedianOfTwoLengthsIsTheOneThatHalfDoNotExceed() throws {
    let (short, long) = (try prediction(10, 10), try prediction(40, 40))
    let even = try mixture([Entry(source: 10, target: 10, count: 2), Entry(source: 40, target: 40, count: 2)])
    #expect(even.quantiles.p50 == short && even.quantiles.p90 == long)
    let uneven = try mixture([Entry(source: 10, target: 10, count: 2), Entry(source: 40, target: 40, count: 3)])
    #expect(uneven.quantiles.p50 == long && uneven.least == short)
    let mean = (2 * short.latency + 3 * long.latency) / 5
    #expect(abs(uneven.mean.latency / mean - 1) < 1e-15)
  }

  @Test(arguments: UInt64(0)..<10) func greaterSharesNeverTakeLess(seed: UInt64) throws {
    let some = try mixture(corpus(seed: seed))
    let quantiles = (0...200).map { some.quantile(Double($0) / 200) }
    for (lower, higher) in zip(quantiles, quantiles.dropFirst()) {
      #expect(lower.latency <= higher.latency)
      #expect(lower.interval.lowerBound <= higher.interval.lowerBound)
      #expect(lower.interval.upperBound <= higher.interval.upperBound)
    }
    #expect(quantiles.allSatisfy { $0.interval.contains($0.latency) })
    #expect(some.mean.interval.contains(some.mean.latency))
    #expect(some.least.latency < some.mean.latency && some.mean.latency < some.most.latency)
  }

  /// By the definition, counted out sentence by sentence.
  @Test(arguments: UInt64(0)..<10) func aQuantileIsTheLeastLatencyThatItsShareDoesNotExceed(seed: UInt64) throws {
    let some = try mixture(corpus(seed: seed))
    let sentences = some.points.flatMap { Array(repeating: $0.prediction.latency, count: $0.lengths.count) }.sorted()
    for percent in 1...100 {
      let rank = (percent * sentences.count + 99) / 100
      #expect(some.quantile(Double(percent) / 100).latency == sentences[rank - 1], "\(percent) %")
    }
  }

  @Test(arguments: UInt64(0)..<5) func doublingEveryCountChangesNothing(seed: UInt64) throws {
    let entries = corpus(seed: seed)
    let (once, twice) = (try mixture(entries), try mixture(entries + entries))
    #expect(twice.lengths.sentences == 2 * once.lengths.sentences)
    #expect(once.quantiles == twice.quantiles && once.mean == twice.mean)
    #expect((0...100).allSatisfy { once.quantile(Double($0) / 100) == twice.quantile(Double($0) / 100) })
    #expect(once.reach.farPercent == twice.reach.farPercent)
  }

  /// The setting's own lengths are replaced; what else it says stays.
  @Test func theLengthsOfTheSettingSayNothing() throws {
    let lengths = try LengthMixture(corpus(seed: 1))
    let (here, there) = (try workload(), try workload(source: 5, target: 99))
    #expect(
      try LatencyMixture(device(), here, over: lengths).points == LatencyMixture(device(), there, over: lengths).points)
    var wide = here
    wide.setting.beam = 10
    let slower = try LatencyMixture(device(), wide, over: lengths)
    #expect(try slower.least.latency > LatencyMixture(device(), here, over: lengths).least.latency)
  }

  @Test func everyPointIsAPairOfLengthsAndTheyRise() throws {
    let some = try mixture(corpus(seed: 3))
    #expect(Set(some.points.map(\.lengths)) == Set(some.lengths.entries))
    #expect(zip(some.points, some.points.dropFirst()).allSatisfy { $0.prediction.latency <= $1.prediction.latency })
    for point in some.points { #expect(try point.prediction == prediction(point.lengths.source, point.lengths.target)) }
  }

  /// 15 to 60 tokens are within a factor of two of 30.
  @Test func lengthsFarFromTheFittedOnesAreCounted() throws {
    let near = [Entry(source: 15, target: 60, count: 5), Entry(source: 30, target: 30, count: 2)]
    let within = try mixture(near).reach
    #expect(within.far.isEmpty && within.farPercent == 0 && within.warning == nil)
    let far = [Entry(source: 14, target: 30, count: 1), Entry(source: 30, target: 61, count: 2)]
    let reach = try mixture(near + far).reach
    #expect(reach.far == far && reach.farSentences == 3 && reach.farPercent == 30)
    #expect(
      reach.warning
        == "3 of 10 sentences are more than 2 times longer or shorter than the 30 source and 30 target tokens that "
        + "profile 'synthetic' was fitted at: their latencies extrapolate")
  }

  @Test func aPredictionThatIsNoLatencyIsRefused() throws {
    var profile = HardwareProfile.example()
    for index in profile.latencyModels[0].terms.indices { profile.latencyModels[0].terms[index].value = 1e300 }
    let broken = try device(profile)
    let text = message {
      _ = try LatencyMixture(broken, workload(), over: LengthMixture([Entry(source: 8, target: 9)]))
    }
    #expect(
      text.hasPrefix(
        "the latency model of profile 'synthetic' cannot be used: it predicts inf s for 8 source and 9 target"),
      "\(text)")
  }
}

@Suite struct WeightedDistributionTests {
  /// A hundred numbers: 0.07 · 100 is 7.000000000000001 in binary, and the seventh is meant.
  @Test func wholeRanksAreNotRoundedUp() {
    let numbers = WeightedDistribution((1...100).map { (Double($0), 1) })
    for percent in 1...100 { #expect(numbers.quantile(Double(percent) / 100) == Double(percent)) }
    #expect(numbers.quantile(0.071) == 8)
  }

  @Test func aCountIsASomuchRepeatedNumber() {
    let counted = WeightedDistribution([(3, 2), (1, 5), (2, 1)])
    let repeated = WeightedDistribution([1, 1, 1, 1, 1, 2, 3, 3].map { ($0, 1) })
    for step in 0...80 { #expect(counted.quantile(Double(step) / 80) == repeated.quantile(Double(step) / 80)) }
  }
}
