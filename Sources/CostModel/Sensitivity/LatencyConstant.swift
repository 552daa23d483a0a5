import Quantities
import TransformerIR

/// One number of a latency model that a person can read and that a measurement stands behind.
public enum LatencyConstant: Hashable, Sendable {
  /// A term of the physical model, by its name (``PhysicalTerm``).
  case term(String)
  /// A cost of a group of operators.
  case cost(OperatorTotals.Group, Cost)
  /// A point of the streaming curve, as a level: the time per byte at a working set.
  case streaming(ByteCount)
  /// By what calibration multiplies a part of every design's time.
  case calibration(Factor)
  /// A ceiling of the device, as the time for a byte of a level of memory or for a FLOP, where constants alone would
  /// make an operator faster than that: `peak`, or the level's name.
  case ceiling(String)

  /// What a group of operators pays for.
  public enum Cost: String, CaseIterable, Hashable, Sendable {
    /// Starting an operator.
    case execution
    /// Arithmetic.
    case flop
    /// Weights, and cached keys and values: a multiple of the streaming curve.
    case streaming
    /// Bytes of activations.
    case data
    /// Small matrices of batched products.
    case matrix
  }

  /// The four factors of a calibration.
  public enum Factor: String, CaseIterable, Hashable, Sendable {
    /// What the encoder spends on streaming.
    case encoderStreaming = "encoder streaming"
    /// What the encoder spends on everything else.
    case encoderOther = "encoder other"
    /// What the decoder spends on streaming.
    case decoderStreaming = "decoder streaming"
    /// What the decoder spends on everything else.
    case decoderOther = "decoder other"
  }

  /// Constants that divide the same time among them; those of different families multiply each other.
  public enum Family: String, CaseIterable, Hashable, Sendable {
    /// The physical model's terms: together all of the time.
    case terms
    /// Costs of operators: together all of the time.
    case costs = "costs of operators"
    /// The streaming curve: together what is spent on streaming.
    case streaming = "streaming curve"
    /// Calibration: together all of the time.
    case calibration
    /// Ceilings: what operators take that are as fast as the device allows, which none of the others has a part in.
    case ceilings
  }

  /// The family that the constant belongs to.
  public var family: Family {
    switch self {
    case .term: .terms
    case .cost: .costs
    case .streaming: .streaming
    case .calibration: .calibration
    case .ceiling: .ceilings
    }
  }
}

extension LatencyConstant: CustomStringConvertible {
  /// `decoder_layer`; `decode-step feed-forward linear: streaming`; `streaming at 64 MB`; `calibration: decoder other`; `ceiling: dram`.
  public var description: String {
    switch self {
    case .term(let name): name
    case .cost(let group, let cost): "\(group.words): \(cost.rawValue)"
    case .streaming(let workingSet): "streaming at \(workingSet.megabytes)"
    case .calibration(let factor): "calibration: \(factor.rawValue)"
    case .ceiling(let name): "ceiling: \(name)"
    }
  }
}

extension OperatorTotals.Group {
  /// `decode-step feed-forward linear`.
  var words: String { "\(phase.rawValue) \(role.rawValue) \(kind.rawValue)" }
}

extension ByteCount {
  /// Millions of bytes to three digits, at most: `64 MB`, `1.52 MB`, `0.031 MB`.
  fileprivate var megabytes: String {
    let amount = value / 1e6
    let scale = amount >= 100 ? 1.0 : amount >= 10 ? 10 : amount >= 1 ? 100 : 1000
    let rounded = (amount * scale).rounded() / scale
    return rounded == rounded.rounded() && rounded < 1e15 ? "\(Int(rounded)) MB" : "\(rounded) MB"
  }
}
