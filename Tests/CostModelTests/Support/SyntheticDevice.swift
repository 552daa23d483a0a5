import Foundation
import Hardware
import Quantities
import Randomness
import TensorEngine
import TestSupport
import TransformerIR

@testable import CostModel

/// A device whose constants are known, so that a fit to its latencies can be judged against the truth.
struct SyntheticDevice: Hashable {
  var model: PhysicalModel
  var space = SearchSpace.wmtLatency

  /// A stretch of rows during which everything takes `ratio` times as long.
  struct Block {
    var rows: Range<Int>
    var ratio: Double
  }

  /// Every cost counts, weights most: round numbers near those of a Raspberry Pi 4.
  static let board = SyntheticDevice(
    decoderMilliseconds: [550, 820, 790, 910, 26, 37, 150, 110, 2000], encoderMilliseconds: [10, 43, 72, 78, 2])

  /// Nearly all is dispatch: round numbers near those of a TITAN Xp.
  static let accelerator = SyntheticDevice(
    decoderMilliseconds: [15, 130, 0, 0.2, 0.1, 0, 5, 0.5, 0], encoderMilliseconds: [0.3, 5.4, 0, 0, 0])

  /// A device that spends so many milliseconds on each term of ``PhysicalTerm/all`` when it runs the middling design.
  init(decoderMilliseconds: [Double], encoderMilliseconds: [Double]) {
    let amounts = PhysicalTerm.Part.allCases.flatMap { Self.workload(SearchSpace.wmtLatency).amounts($0) }
    model = PhysicalModel(
      coefficients: zip(decoderMilliseconds + encoderMilliseconds, amounts).map { $0 / 1000 / $1 })
  }

  /// The middling design in the setting of `space`.
  static func workload(_ space: SearchSpace) -> AveragedWorkload {
    AveragedWorkload(
      averages: DesignAverages(of: space.largest), architecture: space.architecture, setting: space.setting
    ).atReferenceDesign
  }

  /// Latencies of designs drawn from the space, in run order: physics times log-normal noise, times the blocks' ratios, times
  /// what `effect` adds to the logarithm.
  func dataset(
    rows: Int, seed: UInt64, noise: Double = 0.01, blocks: [Block] = [],
    effect: (DesignAverages) -> Double = { _ in 0 }
  ) -> LatencyDataset {
    var generator = SeededGenerator(seed: seed)
    let measured = (0..<rows).map { row in
      let averages = DesignAverages(of: space.sample(using: &generator))
      let workload = AveragedWorkload(averages: averages, architecture: space.architecture, setting: space.setting)
      let ratio = blocks.first { $0.rows.contains(row) }?.ratio ?? 1
      let factor = ratio * exp(noise * generator.normal() + effect(averages))
      func measurement(_ part: PhysicalTerm.Part) -> Hardware.Measurement {
        let mean = factor * model.seconds(part, of: workload.totals)
        return Hardware.Measurement(mean: mean, standardDeviation: noise * mean)
      }
      return LatencyDataset.Row(
        averages: averages, encoder: measurement(.encoder), decoder: measurement(.decoder), order: row)
    }
    return LatencyDataset(
      name: "synthetic", architecture: space.architecture, setting: space.setting, rows: measured)
  }
}
