import GoldenSupport
import Inference
import Quantities
import TensorEngine
import Testing
import TransformerIR

/// Every family and design of the golden folder, against what HAT's own code computed.
@Suite(.enabled(if: !GoldenFamily.all.isEmpty, "the golden files are not beside the checkout"))
struct GoldenLogitsTests {
  /// What an independent float32 implementation reaches is 2e-6.
  static let tolerance: Float = 5e-6

  private func engine(
    _ family: GoldenFamily, _ design: SubTransformer, _ runtime: Runtime, _ backend: any Backend
  ) throws -> InferenceEngine {
    let setting = InferenceSetting(
      sourceLength: 12, targetLength: 12, batch: family.batch.source.ranges.count, beam: 1, runtime: runtime)
    return try InferenceEngine(
      Workload(design: design, architecture: family.model.architecture, setting: setting),
      parameters: family.parameters, backend: backend)
  }

  /// HAT's numbers at the places of one sentence's tokens.
  private func golden(_ tensor: Tensor, row: Int, places: [Int], timeFirst: Bool) -> [Float] {
    let (second, width) = (tensor.shape[1], tensor.shape[2])
    let scalars = tensor.scalars
    return places.flatMap { place in
      let start = (timeFirst ? place * second + row : row * second + place) * width
      return scalars[start..<start + width]
    }
  }

  @Test(arguments: GoldenFamily.all, [Runtime.eager, .fused])
  func teacherForcedLogitsAreHATs(family: GoldenFamily, runtime: Runtime) throws {
    try expectHATsLogits(family, runtime) { engine in
      try engine.logits(family.source, previousTarget: family.previousTarget)
    }
  }

  @Test(arguments: GoldenFamily.all, [Runtime.eager, .fused])
  func stepByStepLogitsAreHATs(family: GoldenFamily, runtime: Runtime) throws {
    try expectHATsLogits(family, runtime) { engine in
      try engine.stepwiseLogits(family.source, previousTarget: family.previousTarget)
    }
  }

  private func expectHATsLogits(
    _ family: GoldenFamily, _ runtime: Runtime, _ logits: (InferenceEngine) throws -> [Tensor]
  ) throws {
    for backend in [ReferenceBackend() as any Backend, CPUBackend()] {
      for (name, design) in family.designs {
        let found = try logits(engine(family, design, runtime, backend))
        let expected = try family.forward.tensor("\(name).logits")
        for (row, places) in family.targetPlaces.enumerated() {
          let difference = distance(
            found[row].scalars, golden(expected, row: row, places: places, timeFirst: false))
          #expect(difference <= Self.tolerance, "\(name), sentence \(row), \(backend)")
        }
      }
    }
  }

  @Test(arguments: GoldenFamily.all) func encoderOutputsAreHATs(family: GoldenFamily) throws {
    for (name, design) in family.designs {
      let outputs = try engine(family, design, .fused, CPUBackend()).encode(family.source, everyLayer: true)
      let expected = try family.forward.tensor("\(name).encoder_out")
      for (row, places) in family.sourcePlaces.enumerated() {
        #expect(outputs[row].count == design.encoder.layers.count)
        let last = try #require(outputs[row].last).scalars
        #expect(
          distance(last, golden(expected, row: row, places: places, timeFirst: true)) <= Self.tolerance,
          "\(name), sentence \(row)")
      }
    }
  }

  /// 3e-5 is what an independent implementation reaches on these sums.
  @Test(arguments: GoldenFamily.all, [Runtime.eager, .fused])
  func lossesAreHATs(family: GoldenFamily, runtime: Runtime) throws {
    for (name, design) in family.designs {
      let loss = try engine(family, design, runtime, CPUBackend())
        .crossEntropy(family.source, targets: family.target, smoothing: 0.1)
      let expected = try #require(family.results[name])
      #expect(abs(loss.loss - expected.loss_sum) <= 5e-5, "\(name)")
      #expect(abs(loss.nll - expected.nll_sum) <= 5e-5, "\(name)")
      #expect(loss.tokens == family.target.joined().count)
    }
  }
}

extension GoldenFamily {
  var source: [[Int32]] { batch.source.ranges.map { Array(batch.source.tokens[$0]) } }
  var target: [[Int32]] { batch.target.ranges.map { Array(batch.target.tokens[$0]) } }
  var previousTarget: [[Int32]] { previous(target) }
}
