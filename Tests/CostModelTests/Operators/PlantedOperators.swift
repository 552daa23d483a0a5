import Foundation
import Hardware
import Quantities
import Randomness
import TestSupport
import TransformerIR

@testable import CostModel

/// A device whose operators cost what is written here, so that fits can be judged against the truth.
struct PlantedOperators {
  var space = SearchSpace.iwslt
  var setting: InferenceSetting {
    var setting = space.setting
    setting.runtime = .fused
    return setting
  }

  /// Fast to 2 MB, slow from 64 MB on.
  static let streaming = [
    OperatorCosts.StreamingPoint(workingSet: ByteCount(1e5), secondPerByte: 5e-12),
    OperatorCosts.StreamingPoint(workingSet: ByteCount(2e6), secondPerByte: 6e-12),
    OperatorCosts.StreamingPoint(workingSet: ByteCount(6.4e7), secondPerByte: 2.6e-11),
    OperatorCosts.StreamingPoint(workingSet: ByteCount(2.5e8), secondPerByte: 2.7e-11),
  ]

  /// Every group that designs of the space have, with costs of its own.
  var costs: OperatorCosts {
    let totals = AveragedWorkload(of: workload(space.largest)).totals
    var generator = SeededGenerator(seed: 3)
    let groups = totals.rows.map { group, _ in
      OperatorCosts.Group(
        phase: group.phase.rawValue, role: group.role.rawValue, kind: group.kind.rawValue,
        execution: Seconds(Double.random(in: 2e-7...2e-6, using: &generator)),
        flop: Double.random(in: 2e-12...6e-12, using: &generator),
        streaming: Double.random(in: 0.9...1.4, using: &generator), data: 0, matrix: 0, errorPercent: nil)
    }
    return OperatorCosts(groups: groups, streaming: Self.streaming, samples: [])
  }

  func workload(_ design: SubTransformer) -> Workload {
    // A design of the space fits the space.
    (try? Workload(design: design, architecture: space.architecture, setting: setting)) ?? fallback
  }

  private var fallback: Workload { preconditionFailure("a design of \(space.name) does not fit it") }

  /// Random designs and the two ends, as they are run.
  func workloads(_ count: Int, seed: UInt64) -> [Workload] {
    var generator = SeededGenerator(seed: seed)
    return [space.largest, space.smallest].map(workload)
      + (2..<max(count, 2)).map { _ in workload(space.sample(using: &generator)) }
  }

  /// Every different node of some designs, timed at three working sets with relative noise.
  func samples(noise: Double = 0, seed: UInt64 = 1) throws -> [OperatorSample] {
    let costs = costs
    var generator = SeededGenerator(seed: seed)
    var seen: [String: OperatorSample] = [:]
    for workload in workloads(60, seed: 9) {
      let lengths = Lengths(ofMeanStepOf: workload.setting)
      for phase in workload.graph().phases {
        for node in phase.nodes {
          let work = node.operation.work(at: lengths, .fp32)
          let streamed = work.streamedBytes(in: phase.kind, of: node.operation.kind)
          for set in [streamed.value, 1.6e7, 1.3e8] {
            let name =
              "\(phase.kind.rawValue)/\(node.role.rawValue)/\(node.operation.kind.rawValue)/\(node.operation.shape)"
            let key = "\(name) \(set)"
            guard seen[key] == nil else { continue }
            var sample = OperatorSample(
              name: name, phase: phase.kind.rawValue, kind: node.operation.kind.rawValue, roles: [node.role.rawValue],
              flops: work.flops, streamed: streamed, data: work.dataBytes, matrices: work.matrices,
              workingSet: ByteCount(max(set, streamed.value)), time: Seconds(1), interval: [], timings: 10)
            guard let time = OperatorFit.predicted(sample, by: costs) else { continue }
            sample.time = time * exp(noise * generator.normal())
            seen[key] = sample
          }
        }
      }
    }
    return seen.values.sorted { ($0.name, $0.workingSet) < ($1.name, $1.workingSet) }
  }
}
