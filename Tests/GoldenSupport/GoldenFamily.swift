import Foundation
import TensorEngine
import TestSupport
import TransformerIR
import TransformerModel

/// One family of golden files: a SuperTransformer's weights, a batch, and what HAT computes from them.
public struct GoldenFamily: Sendable, CustomStringConvertible {
  /// What the json says of one design.
  public struct Result: Decodable, Sendable {
    /// Sums over the batch, in nats.
    public let loss_sum, nll_sum: Double
    /// Names of the weights that the loss does not depend on.
    public let parameters_without_gradient: [String]?
  }

  private struct Description: Decodable {
    let configs: [String: GoldenDesign]
    let results: [String: Result]
  }

  /// The family's name.
  public let name: String
  /// The model, as the weights' shapes tell.
  public let model: SuperTransformer
  /// The weights before training.
  public let parameters: Parameters
  /// The batch, without its padding.
  public let batch: TranslationBatch
  /// Where the tokens that are not padding stand in the padded source and target, row by row.
  public let sourcePlaces, targetPlaces: [[Int]]
  /// The designs by name.
  public let designs: [String: SubTransformer]
  /// What HAT says of them.
  public let results: [String: Result]
  /// Logits, encoder outputs and gradients.
  public let forward: Safetensors

  /// The name.
  public var description: String { name }

  /// Every family in the golden folder that has weights and a forward pass.
  public static let all: [GoldenFamily] = SharedFiles.goldenNames(suffix: "_forward.json").compactMap {
    try? GoldenFamily($0)
  }

  /// Reads the family called `name`.
  public init?(_ name: String) throws {
    guard let weights = SharedFiles.golden("\(name)_init.safetensors"),
      let forward = SharedFiles.golden("\(name)_forward.safetensors"),
      let json = SharedFiles.golden("\(name)_forward.json")
    else { return nil }
    self.name = name
    parameters = try Golden.parameters(weights)
    self.forward = try Safetensors(path: forward.path)
    let description = try JSONDecoder().decode(Description.self, from: Data(contentsOf: json))
    designs = description.configs.mapValues(\.design)
    results = description.results
    model = Golden.model(of: parameters)
    (batch, sourcePlaces, targetPlaces) = try Golden.batch("batch", in: self.forward)
  }
}

/// Reading HAT's tensors.
public enum Golden {
  /// All tensors of a file, by name.
  public static func parameters(_ file: URL) throws -> Parameters {
    let tensors = try Safetensors(path: file.path)
    var parameters = Parameters()
    for name in tensors.names { parameters.append(name, try tensors.tensor(name)) }
    return parameters
  }

  /// The model whose weights these are.
  public static func model(of parameters: Parameters) -> SuperTransformer {
    func shape(_ name: String) -> [Int] { parameters[name].shape }
    func layers(_ stack: String) -> Int {
      (0...).first { !parameters.contains("\(stack).layers.\($0).fc1.weight") } ?? 0
    }
    let isShared = !parameters.contains("decoder.embed_out")
    let source = shape("encoder.embed_tokens.weight")
    let target = isShared ? source : shape("decoder.embed_out")
    return SuperTransformer(
      Architecture(
        attentionWidth: shape("encoder.layers.0.self_attn.out_proj.weight")[1], encoderEmbedding: source[1],
        decoderEmbedding: target[1], encoderLayers: layers("encoder"), decoderLayers: layers("decoder"),
        vocabulary: .init(source: source[0], target: target[0], sharesEmbeddings: isShared)),
      encoderFFN: shape("encoder.layers.0.fc1.weight")[0], decoderFFN: shape("decoder.layers.0.fc1.weight")[0])
  }

  /// The batch called `name` without its padding, and where its tokens stood.
  public static func batch(
    _ name: String, in file: Safetensors
  ) throws -> (batch: TranslationBatch, source: [[Int]], target: [[Int]]) {
    func rows(_ part: String) throws -> [[Int32]] {
      let (values, shape) = try file.integers("\(name).\(part)")
      return (0..<shape[0]).map { Array(values[$0 * shape[1]..<($0 + 1) * shape[1]]) }
    }
    let (source, target) = (try rows("src_tokens"), try rows("target"))
    func places(_ rows: [[Int32]]) -> [[Int]] {
      rows.map { row in row.indices.filter { row[$0] != SpecialToken.padding } }
    }
    func words(_ rows: [[Int32]]) -> [[Int32]] { rows.map { $0.filter { $0 != SpecialToken.padding } } }
    let batch = TranslationBatch(source: words(source), target: words(target))
    let previous = TokenBatch(words(try rows("prev_output_tokens")))
    precondition(batch.previousTarget == previous, "another decoder input")
    return (batch, places(source), places(target))
  }
}
