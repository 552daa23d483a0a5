import Foundation
import Randomness
import TensorEngine
import TestSupport
import Testing
import TransformerIR

@testable import TransformerModel

@Suite struct CheckpointTests {
  private let model = SuperTransformerTests.model
  private let parameters = SuperTransformerTests.parameters(seed: 1)

  private func loading(_ path: String) -> String {
    message { () throws(TensorEngineError) in _ = try Checkpoint.load(path, for: model) }
  }

  @Test func whatIsSavedIsLoaded() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("model.safetensors").path
      try Checkpoint.save(parameters, to: path)
      #expect(try Checkpoint.load(path, for: model) == parameters)
    }
  }

  @Test func damageIsAnErrorThatNamesTheFile() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.safetensors")
      var generator = SeededGenerator(seed: 2)
      try Data((0..<1_000_000).map { _ in UInt8.random(in: 0...255, using: &generator) }).write(to: file)
      #expect(loading(file.path).contains("model.safetensors: byte"))

      try Checkpoint.save(parameters, to: file.path)
      let whole = try Data(contentsOf: file)
      for length in [0, 7, 8, 5000, whole.count / 2, whole.count - 1] {
        try whole.prefix(length).write(to: file)
        #expect(loading(file.path).contains("model.safetensors: byte"), "cut to \(length) bytes")
      }
      try (whole + [0]).write(to: file)
      #expect(loading(file.path).contains("bytes of data"))
      #expect(loading(folder.appendingPathComponent("none").path).contains("cannot be read"))
    }
  }

  @Test func anotherModelsWeightsAreRefused() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("model.safetensors").path
      func saving(_ change: (String, Tensor) -> (String, Tensor)?) throws -> String {
        var changed = Parameters()
        for name in parameters.names {
          if let (name, tensor) = change(name, parameters[name]) { changed.append(name, tensor) }
        }
        try Checkpoint.save(changed, to: path)
        return loading(path)
      }
      let victim = "decoder.layers.1.fc1.bias"
      let reshaped = try saving { $0 == victim ? ($0, Tensor(repeating: 0, shape: [255])) : ($0, $1) }
      #expect(reshaped.contains("'\(victim)': found F32 of shape [255], expected F32 of shape [256]"))
      let missing = try saving { $0 == victim ? nil : ($0, $1) }
      #expect(missing.contains("'\(victim)': found no such name"))
      let renamed = try saving { $0 == victim ? ("extra", $1) : ($0, $1) }
      #expect(renamed.contains("'extra' has no place"))
    }
  }
}
