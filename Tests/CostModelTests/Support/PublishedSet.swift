import TestSupport
import Testing
import TransformerIR

@testable import CostModel

/// One of the four latency files that HAT published, with what the whole file says about its device.
struct PublishedSet: Sendable, CustomTestStringConvertible {
  var name: String
  var space: SearchSpace
  var dataset: LatencyDataset
  var conditions: DatasetConditions

  var testDescription: String { name }

  static let areHere = SharedFiles.data("hat-latency") != nil
  static let absence: Comment = "no published latencies beside the checkout"

  /// Read and looked at once for all tests; empty where the files are not.
  static let all: [PublishedSet] = [pi, xeon, titan, titanIWSLT].compactMap { $0 }
  static let pi = PublishedSet("wmt14ende_cpu_raspberrypi", .wmtLatency)
  static let xeon = PublishedSet("wmt14ende_cpu_xeon", .wmtLatency)
  static let titan = PublishedSet("wmt14ende_gpu_titanxp", .wmtLatency)
  static let titanIWSLT = PublishedSet("iwslt14deen_gpu_titanxp", .iwsltLatency)

  private init?(_ name: String, _ space: SearchSpace) {
    guard let file = SharedFiles.data("hat-latency/\(name).csv"),
      let dataset = try? LatencyDataset.load(file: file.path, space: space),
      let conditions = try? DatasetConditions(dataset)
    else { return nil }
    self.name = name
    self.space = space
    self.dataset = dataset
    self.conditions = conditions
  }

  /// How well `estimator` predicts the steady ones among the rows at `indices`.
  func steadyReport(_ estimator: some LatencyEstimator, _ indices: [Int]) -> AccuracyReport {
    AccuracyReport(
      indices.filter { conditions.isSteady[$0] }.map { index in
        let row = dataset.rows[index]
        return .init(predicted: estimator.predict(dataset.workload(of: row)), measured: row.latency)
      })
  }
}

/// A physical model as an estimator without an interval.
struct PlainPhysical: LatencyEstimator {
  let name = "plain physical"
  var model: PhysicalModel

  func predict(_ workload: AveragedWorkload) -> LatencyPrediction {
    LatencyPrediction(latency: model.seconds(workload))
  }
}
