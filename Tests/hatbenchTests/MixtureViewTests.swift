import CostModel
import Foundation
import Hardware
import TestSupport
import Testing
import TransformerIR

@testable import hatbench

/// What is said of a design's latency over many lengths, on a shipped device.
@Suite struct MixtureViewTests {
  private func mixture(_ entries: [LengthMixture.Entry]) throws -> LatencyMixture {
    let file = SharedFiles.repository.appendingPathComponent("hardware-profiles/raspberry-pi-4.json").path
    let space = SearchSpace.wmt
    return try LatencyMixture(
      DeviceLatency(HardwareProfile.load(file: file), space: space),
      Workload(design: space.largest, architecture: space.architecture, setting: space.setting),
      over: LengthMixture(entries))
  }

  private static let entries: [LengthMixture.Entry] = [
    .init(source: 10, target: 12, count: 1800), .init(source: 30, target: 28, count: 195),
    .init(source: 70, target: 66, count: 5),
  ]

  /// (1800·10 + 195·30 + 5·70) / 2000 = 12.1 and (1800·12 + 195·28 + 5·66) / 2000 = 13.695.
  @Test func theTextTellsLengthsAndLatencies() throws {
    let mixture = try mixture(Self.entries)
    let view = MixtureView(mixture: mixture)
    let lines = view.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines[0]
        == "2,000 sentences of 3 different lengths; in the mean 12.1 source and 13.7 target tokens, end symbols counted",
      "\(lines[0])")
    #expect(view.table.rows.map(\.[0]) == ["p50", "p90", "p99", "mean", "fastest", "slowest"])
    let (short, middle, long) = (mixture.points[0], mixture.points[1], mixture.points[2])
    #expect(view.table.rows[0][1] == "\(short.prediction.latency)")
    #expect(view.table.rows[1][1] == "\(short.prediction.latency)")
    #expect(view.table.rows[2][1] == "\(middle.prediction.latency)")
    #expect(
      view.table.rows[5] == [
        "slowest", "\(long.prediction.latency)",
        "\(long.prediction.interval.lowerBound) to \(long.prediction.interval.upperBound)",
      ])
  }

  @Test func oneSentenceIsNotManySentences() throws {
    let view = MixtureView(mixture: try mixture([.init(source: 30, target: 30)]))
    #expect(view.sentences == "1 sentence of 1 length; in the mean 30 source and 30 target tokens, end symbols counted")
  }

  @Test func jsonHasUnitsInItsKeysAndAnIntervalForEachLatency() throws {
    let mixture = try mixture(Self.entries)
    let data = try JSONEncoder().encode(MixtureJSON(mixture: mixture))
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(json["sentences"] as? Int == 2000 && json["length_pairs"] as? Int == 3)
    #expect(json["source_length_mean"] as? Double == 12.1)
    #expect(json["target_length_mean"] as? Double == 13.695)
    #expect(json["fitted_source_length"] as? Int == 30 && json["fitted_target_length"] as? Int == 30)
    // All but the middle pair are far from 30 and 30.
    #expect(json["far_lengths_percent"] as? Double == 90.25)
    let expected = [
      ("p50", mixture.quantiles.p50), ("p90", mixture.quantiles.p90), ("p99", mixture.quantiles.p99),
      ("mean", mixture.mean), ("fastest", mixture.least), ("slowest", mixture.most),
    ]
    for (name, prediction) in expected {
      // Foundation's reader may lose the last digit.
      let latency = try #require(json["\(name)_second"] as? Double)
      #expect(abs(latency / prediction.latency.value - 1) < 1e-12, "\(name)")
      let interval = try #require(json["\(name)_interval_second"] as? [Double])
      #expect(interval.count == 2 && interval[0] < latency && latency < interval[1], "\(name)")
    }
  }

  @Test func theCurveRisesFromTheFastestToTheSlowest() throws {
    let mixture = try mixture(Self.entries)
    let chart = MixtureView(mixture: mixture).chart
    let points = chart.series[0].points
    #expect(points.map(\.y) == (0...100).map(Double.init))
    #expect(points.first?.x == mixture.least.latency.milliseconds)
    #expect(points.last?.x == mixture.most.latency.milliseconds)
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.x <= $1.x })
    #expect(chart.rules.map(\.label) == ["p50", "p90", "p99"])
    // The ends of the intervals lie on either side.
    #expect(zip(chart.series[1].points, points).allSatisfy { $0.x < $1.x })
    #expect(zip(chart.series[2].points, points).allSatisfy { $0.x > $1.x })
  }
}
