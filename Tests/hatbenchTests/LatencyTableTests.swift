import CostModel
import Foundation
import Hardware
import Quantities
import Randomness
import TestSupport
import Testing
import TransformerIR

@testable import Profiler

/// What `dataset` writes is what `fit` reads.
@Suite struct LatencyTableTests {
  private func sample(_ item: NamedDesign, order: Int) -> Sample {
    let times: [[Double]] = (0..<20).map { (index: Int) -> [Double] in
      let step = Double(index)
      return [0.001 + 1e-6 * step, 0.05 + 1e-5 * step, 0.002]
    }
    return Sample(
      key: item.name, visit: 0, order: order, session: 0, began: Double(order),
      parts: ["encoder", "decoder", "search"],
      firstCall: [1, 1, 1], warmUps: 2, runsPerTiming: 1, timings: times, guards: GuardReading(),
      disturbances: order == 3 ? ["its core was taken, \"twice\""] : [])
  }

  @Test func aTableIsReadBackAsItWasMeasured() throws {
    let space = SearchSpace.tiny
    let designs = NamedDesign.random(12, from: space, seed: 2)
    var setting = space.setting
    setting.runtime = .fused
    // In another order than that of the designs, as a campaign measures them.
    let samples = designs.enumerated().map { sample($1, order: ($0 * 5) % 12) }
    let table = LatencyTable(designs, samples: samples, drift: Drift(references: []), setting: setting, threads: 2)
    let read = try LatencyDataset.parse(csv: table.csv, name: "measured.csv", space: space)
    #expect(read.rows.count == 12 && read.runtime == "fused")
    #expect(read.rows.map(\.order) == Array(0..<12))
    let byOrder = Dictionary(uniqueKeysWithValues: zip(samples.map(\.order), designs))
    for row in read.rows {
      let design = try #require(byOrder[row.order]?.design)
      #expect(row.averages == DesignAverages(of: design))
      // HAT's trimmed mean of 0…19 is that of 2…17.
      #expect(abs(row.encoder.mean.value - (0.001 + 9.5e-6)) < 1e-12)
      #expect(abs(row.decoder.mean.value - (0.05 + 9.5e-5)) < 1e-12)
    }
    // The design's column is HAT's YAML on one line.
    for (line, row) in zip(table.csv.split(separator: "\n").dropFirst(), table.rows) {
      let start = try #require(line.range(of: "\"{"))
      let yaml = line[line.index(after: start.lowerBound)...].dropLast()
      let (design, warnings) = try SubTransformer.parse(yaml: String(yaml), name: "row")
      #expect(design == row.design && warnings.isEmpty)
    }
  }

  /// Without references nothing is known of the device's state: the field is empty, not zero.
  @Test func whatIsNotKnownIsEmpty() throws {
    let designs = NamedDesign.random(2, from: .tiny, seed: 2)
    let samples = designs.enumerated().map { sample($1, order: $0) }
    let table = LatencyTable(
      designs, samples: samples, drift: Drift(references: []), setting: SearchSpace.tiny.setting, threads: 1)
    let column = try #require(LatencyTable.columns.firstIndex(of: "reference_ms"))
    for line in table.csv.split(separator: "\n").dropFirst() {
      #expect(line.split(separator: ",", omittingEmptySubsequences: false)[column].isEmpty)
    }
  }
}
