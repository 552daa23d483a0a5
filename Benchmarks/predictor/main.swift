// Trains HAT's latency predictor on made-up rows of HAT's size and prints one line: seconds, the last losses' mean, the
// kernel set.
// Usage: predictor-benchmark [steps] [workers]

import CostModel
import Quantities
import TensorEngine

BLASLibrary.reexecuteWithoutOverrides()

let arguments = CommandLine.arguments.dropFirst().map { Int($0) }
var settings = HATPredictor.settings
if let steps = arguments.first ?? nil { settings.steps = steps }
if let workers = arguments.dropFirst().first ?? nil { settings.workers = workers }

// The same rows as pytorch_predictor.py's: multiples of the norms by a fixed pattern, and a smooth latency.
let rows = (0..<1600).map { row in
  HATPredictor.featureNorms.enumerated().map { $1 * Double((row * (2 * $0 + 3)) % 17 + 4) / 20 }
}
let latencies = rows.map { row in Seconds(zip(row, HATPredictor.featureNorms).reduce(0) { $0 + $1.0 / $1.1 } / 10) }

var predictor: HATPredictor?
let time = ContinuousClock().measure {
  predictor = HATPredictor.train(rows, latencies: latencies, latencyNorm: Seconds(1), settings: settings)
}
let errors = zip(predictor?.predict(rows) ?? [], latencies).map { ($0 - $1).value * ($0 - $1).value }
let meanSquaredError = errors.reduce(0, +) / Double(errors.count)
print("seconds \(time / .seconds(1)) mse \(meanSquaredError) core \(BLASLibrary.coreName)")
