import Foundation
import Quantities
import TensorEngine
import TestSupport
import Testing

@testable import CostModel

@Suite struct HATPredictorTests {
  private struct Design: Decodable {
    let name: String
    let hardware: String
    let features: [Double]
    let shipped_predictor_ms: Double
  }

  private static let weights = SharedFiles.data("hat-predictors/wmt14ende_cpu_raspberrypi.pt")?.path

  /// Float rounding of the network's output: about 1e-6 of 5 s, and HAT prints milliseconds.
  @Test(.enabled(if: weights != nil, "HAT's published predictor is not here"))
  func publishedWeightsGiveThePublishedPredictions() throws {
    let predictor = try HATPredictor(pytorchFile: try #require(Self.weights), latencyNorm: Seconds(5))
    let golden = try #require(SharedFiles.golden("published_subtransformers.json"))
    let designs = try JSONDecoder().decode([Design].self, from: Data(contentsOf: golden))
      .filter { $0.name.contains("raspberrypi") }
    #expect(designs.count == 6)
    for design in designs {
      #expect(abs(predictor.predict(design.features).value - design.shipped_predictor_ms / 1000) < 1e-5)
    }
    let together = predictor.predict(designs.map(\.features))
    for (design, latency) in zip(designs, together) {
      #expect(abs(latency.value - design.shipped_predictor_ms / 1000) < 1e-5)
    }
  }

  @Test func aFileOfAnotherKindIsAnError() {
    #expect(throws: TensorEngineError.self) { try HATPredictor(pytorchFile: #filePath, latencyNorm: Seconds(1)) }
  }

  /// Five rows, fewer than a batch; a rate large enough to show in four steps.
  @Test func trainingOnAHandfulOfRowsReducesTheError() {
    let rows = (1...5).map { [Double($0) * 128] + HATPredictor.featureNorms.dropFirst() }
    let latencies = (1...5).map { Seconds(Double($0)) }
    func error(steps: Int) -> Double {
      var settings = HATPredictor.settings
      settings.steps = steps
      settings.learningRate = 1e-3
      let predictor = HATPredictor.train(rows, latencies: latencies, latencyNorm: Seconds(5), settings: settings)
      return zip(predictor.predict(rows), latencies).reduce(0) { $0 + abs($1.0.value - $1.1.value) }
    }
    #expect(error(steps: 4) < 0.8 * error(steps: 0))
  }

  @Test func noDesignsNoPredictions() {
    var settings = HATPredictor.settings
    settings.steps = 0
    let row = HATPredictor.featureNorms
    #expect(
      HATPredictor.train([row], latencies: [Seconds(1)], latencyNorm: Seconds(1), settings: settings).predict([]) == [])
  }
}
