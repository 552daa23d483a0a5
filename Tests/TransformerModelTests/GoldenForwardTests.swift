import GoldenSupport
import TensorEngine
import Testing
import TransformerIR

@testable import TransformerModel

/// HAT's own numbers, for every design of every family in the golden folder.
@Suite(.enabled(if: !GoldenFamily.all.isEmpty, "needs ../shared/golden")) struct GoldenForwardTests {
  @Test(arguments: GoldenFamily.all) func namesAndShapesAreHATs(family: GoldenFamily) {
    let shapes = Dictionary(uniqueKeysWithValues: family.model.parameterShapes.map { ($0.name, $0.shape) })
    #expect(Set(shapes.keys) == Set(family.parameters.names))
    for (name, shape) in shapes { #expect(family.parameters[name].shape == shape) }
  }

  /// Single-precision rounding through twelve sublayers: HAT against another implementation showed 2e-6.
  @Test(arguments: GoldenFamily.all, [ReferenceBackend() as any Backend, CPUBackend()])
  func logitsAreHATs(family: GoldenFamily, backend: any Backend) throws {
    for (name, design) in family.designs {
      let expected = try family.forward.tensor("\(name).logits")
      let logits = Tape(backend: backend).evaluate(family.parameters) {
        family.model.logits(
          family.batch.source, previousTarget: family.batch.previousTarget, as: design, on: $0)
      }
      var row = 0
      for (sentence, places) in family.targetPlaces.enumerated() {
        for place in places {
          let difference = (0..<logits.shape[1]).map { abs(logits[row, $0] - expected[sentence, place, $0]) }.max() ?? 0
          #expect(difference <= 5e-6, "\(name), sentence \(sentence), token \(place)")
          row += 1
        }
      }
      #expect(row == logits.shape[0])
    }
  }

  @Test(arguments: GoldenFamily.all) func encoderOutputsAreHATs(family: GoldenFamily) throws {
    for (name, design) in family.designs {
      let expected = try family.forward.tensor("\(name).encoder_out")
      let output = Tape().evaluate(family.parameters) {
        family.model.encoderOutput(family.batch.source, as: design, on: $0)
      }
      var row = 0
      for (sentence, places) in family.sourcePlaces.enumerated() {
        for place in places {
          let difference = (0..<output.shape[1]).map { abs(output[row, $0] - expected[place, sentence, $0]) }.max() ?? 0
          #expect(difference <= 5e-6, "\(name), sentence \(sentence), token \(place)")
          row += 1
        }
      }
    }
  }

  /// The loss is a sum of some 50 tokens; gradients showed 3e-6 between HAT and another implementation.
  @Test(arguments: GoldenFamily.all, [ReferenceBackend() as any Backend, CPUBackend(pool: WorkerPool(workers: 2))])
  func lossAndGradientsAreHATs(family: GoldenFamily, backend: any Backend) throws {
    let tape = Tape(backend: backend)
    for (name, design) in family.designs {
      guard let result = family.results[name] else { continue }
      var gradients = Gradients(for: family.parameters)
      var sums = CrossEntropy()
      let loss = tape.gradient(of: family.parameters, into: &gradients) {
        family.model.loss(family.batch, as: design, smoothing: 0.1, scale: 1, on: $0, sums: &sums)
      }
      #expect(abs(Double(loss) - result.loss_sum) <= 5e-5)
      #expect(abs(sums.loss - result.loss_sum) <= 5e-5)
      #expect(abs(sums.nll - result.nll_sum) <= 5e-5)
      #expect(sums.tokens == family.batch.target.count)
      let prefix = "\(name).grad."
      let names = family.forward.names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
      for parameter in names {
        let expected = try family.forward.tensor(prefix + parameter)
        #expect(gradients.isPresent(parameter))
        let difference = zip(gradients[parameter].scalars, expected.scalars).map { abs($0 - $1) }.max() ?? 0
        #expect(difference <= 1e-5, "\(name): \(parameter)")
      }
      if let absent = result.parameters_without_gradient {
        #expect(Set(family.parameters.names.filter { !gradients.isPresent($0) }) == Set(absent))
      }
    }
  }
}
