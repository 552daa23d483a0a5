import Foundation
import TensorEngine
import TestSupport
import TransformerIR
import TransformerModel

/// One recorded training run.
public struct GoldenTraining: Sendable, CustomStringConvertible {
  /// One step as HAT took it.
  public struct Step: Decodable, Sendable {
    /// Which batch.
    public let batch: Int
    /// The learning rate.
    public let lr_used: Float
    /// Which design.
    public let config: GoldenDesign
    /// Losses in bits per token, and the gradient's norm.
    public let loss_base2_per_token, nll_base2_per_token, grad_norm_before_clip: Double
    /// Target tokens.
    public let ntokens: Int
  }

  /// What does not change from step to step.
  public struct Hyper: Decodable, Sendable {
    /// Adam's.
    public let betas: [Float]
    /// Adam's, and the criterion's.
    public let eps, weight_decay, clip_norm, label_smoothing: Float
    /// `cosine` or `inverse_sqrt`.
    public let lr_scheduler: String
    /// The lowest rate of a cosine, the highest of an inverse square root.
    public let lr: [Double]
    /// The highest rate of a cosine.
    public let max_lr: Double?
    /// The rate before the first update.
    public let warmup_init_lr: Double
    /// Updates of the warm-up, and in all.
    public let warmup_updates, max_update: Int
    /// `skipped` or `zero`.
    public let absent_gradients: String
  }

  private struct Description: Decodable {
    let steps: [Step]
    let hyper: Hyper
  }

  /// The recording.
  public let name: String
  /// All steps.
  public let steps: [Step]
  /// The hyper-parameters.
  public let hyper: Hyper
  /// The weights before the first step.
  public let initial: Parameters
  /// The SuperTransformer.
  public let model: SuperTransformer
  /// The batches that steps name.
  public let batches: [TranslationBatch]

  /// The recording's name.
  public var description: String { name }

  /// Every run in the golden folder: files `<family>_train….json`.
  public static let all: [GoldenTraining] = (SharedFiles.goldenNames(suffix: ".json").filter { $0.contains("_train") })
    .compactMap { try? GoldenTraining($0) }

  /// Reads the recording `name`; nil if it is not there.
  public init?(_ name: String) throws {
    let family = name.prefix(while: { $0 != "_" })
    guard let json = SharedFiles.golden("\(name).json"), let data = SharedFiles.golden("\(name).safetensors"),
      let weights = SharedFiles.golden("\(family)_init.safetensors")
    else { return nil }
    self.name = name
    let description = try JSONDecoder().decode(Description.self, from: Data(contentsOf: json))
    steps = description.steps
    hyper = description.hyper
    initial = try Golden.parameters(weights)
    model = Golden.model(of: initial)
    let file = try Safetensors(path: data.path)
    let count = 1 + (steps.map(\.batch).max() ?? -1)
    batches = try (0..<count).map { try Golden.batch("batch" + ($0 < 10 ? "0" : "") + "\($0)", in: file).batch }
  }
}
