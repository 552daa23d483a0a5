import Foundation
import Quantities
import Statistics
import TestSupport
import Testing
import TransformerIR

@testable import CostModel

@Suite struct LatencyDatasetTests {
  @Test func aRowOfHATsFormatIsRead() throws {
    let dataset = try LatencyCSV().read()
    let row = dataset.rows[0]
    #expect(dataset.name == "board")
    #expect(dataset.architecture == SearchSpace.wmtLatency.architecture)
    #expect(dataset.setting == SearchSpace.wmtLatency.setting)
    #expect(row.averages.features == [512, 6, 1024, 4.5, 640, 3, 2048, 4, 8, 1.5])
    #expect(row.encoder.mean == Seconds(milliseconds: 20))
    #expect(row.decoder.mean == Seconds(milliseconds: 80))
    #expect(abs(row.latency / Seconds(0.1) - 1) < 1e-15)
    // Encoder and decoder are timed apart: √(3² + 4²).
    #expect(abs(try #require(row.standardDeviation).milliseconds - 5) < 1e-12)
  }

  @Test func columnsAreFoundByName() throws {
    var csv = LatencyCSV()
    csv.append("comment", ["anything"])
    csv.header.swapAt(4, 11)
    csv.rows[0].swapAt(4, 11)
    let row = try csv.read().rows[0]
    #expect(row.averages.decoderEmbedding == 640)
    #expect(row.decoder.mean == Seconds(milliseconds: 80))
  }

  @Test func rowsAreInFileOrderUnlessTheFileSaysOtherwise() throws {
    var csv = LatencyCSV(rows: 3)
    for row in 0..<3 { csv.rows[row][5] = "\(row + 1)" }
    #expect(try csv.read().rows.map(\.order) == [0, 1, 2])
    csv.append("run_order", ["7", "0", "3"])
    let dataset = try csv.read()
    #expect(dataset.rows.map(\.order) == [0, 3, 7])
    #expect(dataset.rows.map(\.averages.decoderLayers) == [2, 3, 1])
  }

  @Test func theRuntimeIsThatOfTheRows() throws {
    var csv = LatencyCSV(rows: 2)
    #expect(try csv.read().runtime == nil)
    csv.append("runtime", ["pytorch-eager", "pytorch-eager"])
    #expect(try csv.read().runtime == "pytorch-eager")
    csv.rows[1][14] = "jax"
    #expect(
      message { _ = try csv.read() }
        == "folder/board.csv:3: column 'runtime': found 'jax', expected 'pytorch-eager', as in the first row")
  }

  /// √(2/π) = 0.798 of a mean spread of 5 %: (5/100 + 5/100)/2.
  @Test func theNoiseFloorIsTheMeanErrorThatRepeatsLeave() throws {
    #expect(abs(try #require(LatencyCSV(rows: 2).read().noiseFloorPercent) - 3.989) < 0.001)
  }

  @Test func withoutSpreadThereIsNoNoiseFloor() throws {
    var dataset = try LatencyCSV(rows: 2).read()
    for row in dataset.rows.indices { dataset.rows[row].decoder.standardDeviation = nil }
    #expect(dataset.noiseFloorPercent == nil)
    dataset.rows = []
    #expect(dataset.noiseFloorPercent == nil)
  }

  @Test func aSelectionKeepsRunOrder() throws {
    var csv = LatencyCSV(rows: 4)
    csv.append("run_order", ["0", "10", "20", "30"])
    #expect(try csv.read().selecting([3, 0, 2]).rows.map(\.order) == [0, 20, 30])
  }

  @Test func theWorkloadOfARowIsItsDesignInTheSpacesSetting() throws {
    let dataset = try LatencyCSV().read()
    let workload = dataset.workload(of: dataset.rows[0])
    #expect(workload.averages.decoderLayers == 3)
    #expect(workload.setting.targetLength == 30)
  }
}

/// The four files that HAT published.
@Suite(.enabled(if: SharedFiles.data("hat-latency") != nil, "no published latencies beside the checkout"))
struct PublishedLatencyTests {
  @Test func thePublishedFilesHoldTwoThousandRowsEach() throws {
    let files = SharedFiles.dataFiles(in: "hat-latency", suffix: ".csv")
    #expect(files.count == 4)
    for file in files {
      #expect(try LatencyDataset.load(file: file.path, space: .wmtLatency).rows.count == 2000)
    }
  }

  /// Floors computed in Python from the same columns: 79.8 · mean(√(σ_enc² + σ_dec²)/total).
  @Test(arguments: [
    ("wmt14ende_cpu_raspberrypi", 0.56), ("wmt14ende_cpu_xeon", 2.73), ("wmt14ende_gpu_titanxp", 1.32),
    ("iwslt14deen_gpu_titanxp", 1.26),
  ])
  func noiseFloorsAreThoseOfThePrototype(name: String, percent: Double) throws {
    let file = try #require(SharedFiles.data("hat-latency/\(name).csv"))
    let dataset = try LatencyDataset.load(file: file.path, space: .wmtLatency)
    #expect(abs(try #require(dataset.noiseFloorPercent) - percent) < 0.005)
  }
}
