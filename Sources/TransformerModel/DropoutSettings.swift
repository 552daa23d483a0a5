import TensorEngine
import TransformerIR

/// How much of a SuperTransformer's activations training drops.
///
/// Rates are those of the full width. A design of width e out of E drops `rate·e/E`, so that narrow designs, which have
/// less to spare, lose less.
///
/// Source: Wang et al. "HAT." ACL 2020, section 3.2; `models/transformer_super.py` in HAT.
public struct DropoutSettings: Equatable, Sendable {
  /// The rate of embeddings and of every sublayer's output.
  public var residual: Float
  /// The rate of attention's probabilities, the same for all designs.
  public var attention: Float
  /// The rate between the two products of a feed-forward block.
  public var activation: Float
  /// Whether the rate of the encoder's self-attention output follows the width like all others. In HAT's code it does
  /// not, which its authors did not intend.
  public var scalesEncoderAttention = true

  /// Makes settings; nothing is dropped by default.
  public init(residual: Float = 0, attention: Float = 0, activation: Float = 0) {
    self.residual = residual
    self.attention = attention
    self.activation = activation
  }
}

/// The dropouts of one forward pass, in order: each site gets a key of its own, made from the pass's seed.
struct DropoutSites {
  let settings: DropoutSettings
  private var key: UInt64

  /// Starts a pass; one seed gives one choice of what is kept.
  init(_ settings: DropoutSettings, seed: UInt64) {
    self.settings = settings
    // Mixed, so that the keys of one seed are not those of the next moved on by one site.
    key = Self.mixed(seed)
  }

  /// The dropout of the next site, or nil if nothing is dropped there.
  mutating func next(_ rate: Float, width: Int = 1, of full: Int = 1) -> Dropout? {
    key &+= 0x9E37_79B9_7F4A_7C15
    let rate = rate * Float(width) / Float(full)
    return rate > 0 ? Dropout(rate: rate, key: Self.mixed(key)) : nil
  }

  /// SplitMix64's output function: neighbouring keys become unrelated.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
