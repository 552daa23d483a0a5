import Foundation
import TestSupport
import Testing
import TransformerIR

@testable import CostModel

@Suite(.serialized) struct TimingTests {
  func time(_ what: String, _ body: () throws -> Void) rethrows {
    let s = ContinuousClock.now; try body(); print("TIMING", what, ContinuousClock.now - s)
  }
  @Test func t() throws {
    for (d, n) in [(SyntheticDevice.board, "board"), (.accelerator, "acc")] {
      for rows in [8, 50, 100, 200, 400] {
        var data = d.dataset(rows: 8, seed: 1)
        time("make \(rows)") { data = d.dataset(rows: rows, seed: 1, blocks: [.init(rows: 0..<rows / 5, ratio: 1.3)]) }
        try time("\(n) conditions \(rows)") { _ = try DatasetConditions(data) }
        try time("\(n) hybridfit nocorr \(rows)") { _ = try HybridFit(data, learnsCorrection: false) }
        try time("\(n) hybridfit corr \(rows)") { _ = try HybridFit(data, learnsCorrection: true) }
      }
    }
    for name in ["wmt14ende_cpu_raspberrypi", "wmt14ende_cpu_xeon", "wmt14ende_gpu_titanxp", "iwslt14deen_gpu_titanxp"]
    {
      let f = SharedFiles.data("hat-latency/\(name).csv")!
      var d: LatencyDataset? = nil
      try time("load") { d = try LatencyDataset.load(file: f.path, space: .wmtLatency) }
      try time("cond \(name)") { print(try DatasetConditions(d!).regimes) }
    }
  }
}
