import Quantities
import TransformerIR

/// What a search makes small: a number per design, with a name and a plain sentence that says what the number is.
///
/// The search knows neither model nor data. A trained SuperTransformer's validation loss is passed in as a closure; so
/// is any proxy.
public struct Objective {
  /// The name in tables and files: `capacity`, `validation-loss` …
  public let name: String
  /// One sentence for a reader of the result: what is made small, and whether it is measured or a proxy.
  public let description: String
  /// One finite number per design, in order; lower is better. It may be slow: a search asks once per design.
  public let evaluate: (_ designs: [SubTransformer]) throws -> [Double]
  /// The same number as a mean over examples, where it is one: designs then race, and hopeless ones are given up early.
  public let sampled: SampledLoss?

  /// Makes an objective from a closure that scores a batch of designs.
  public init(
    name: String, description: String, evaluate: @escaping (_ designs: [SubTransformer]) throws -> [Double]
  ) {
    self.name = name
    self.description = description
    self.evaluate = evaluate
    sampled = nil
  }

  /// Makes an objective from a loss over examples.
  ///
  /// - Parameter racing: Whether hopeless designs are given up early; otherwise every design sees every example.
  public init(name: String, description: String, loss: SampledLoss, racing: Bool = true) {
    self.name = name
    self.description = description
    evaluate = { designs in try loss.losses(designs, loss.weights.indices).map(loss.mean) }
    sampled = racing ? loss : nil
  }
}

extension Objective {
  /// A proxy for quality that needs no training: the more parameters the decoder has, the better; among equal decoders,
  /// the more parameters in all.
  ///
  /// The value is `-(decoder + encoder·2⁻²⁶)`, parameters of the layers without embeddings and output layer. Its whole
  /// part is the decoder's parameter count. Comparing it is comparing the pair (decoder, all) exactly as long as the
  /// decoder has less than 2²⁷ and the encoder less than 2²⁶ parameters (53 bits together; the largest design of HAT's
  /// spaces has 39 and 31 million). Larger encoders tie.
  ///
  /// Source: Javaheripi et al. "LiteTransformerSearch: Training-free Neural Architecture Search for Efficient Language
  /// Models." NeurIPS 2022. arXiv:2203.02094. There the decoder's parameters rank language models; that they rank
  /// translation models is an assumption.
  public static func capacity(architecture: Architecture, setting: InferenceSetting) -> Objective {
    Objective(
      name: "capacity",
      description:
        "a proxy, not a measured quality: decoder parameters first, then all parameters; more is taken as better"
    ) { designs in
      try designs.map { design in
        let workload = try Workload(design: design, architecture: architecture, setting: setting)
        let decoder = workload.decoderParameterCount
        let encoder = workload.parameterCount() - decoder
        return -(Double(decoder) + Double(min(encoder, 1 << 26 - 1)) * 0x1p-26)
      }
    }
  }
}
