import Quantities

/// What a count of parameters or FLOPs leaves in. Every printed count says its scope.
public enum CountingScope: String, Codable, Hashable, Sendable {
  /// The layers alone, without embeddings, output layer and search: the scope of HAT's published numbers.
  case layers
  /// Everything.
  case whole

  /// Whether nodes of `role` count.
  public func includes(_ role: OperatorRole) -> Bool {
    switch role {
    case .selfAttention, .crossAttention, .feedForward: true
    case .embedding, .output, .search: self == .whole
    }
  }
}

extension Workload {
  /// Weights that this design uses, each counted once, within `scope`.
  ///
  /// In closed form; equal to the distinct weight slices of the graph (``OperatorGraph/parameterCount(in:)``).
  public func parameterCount(in scope: CountingScope = .layers) -> Int {
    let (encoderWidth, decoderWidth) = (design.encoder.embedding, design.decoder.embedding)
    let inner = architecture.attentionWidth
    func attention(_ queries: Int, _ keys: Int) -> Int {
      inner * (queries + 2 * keys) + 3 * inner + inner * queries + queries
    }
    func feedForward(_ width: Int, _ ffn: Int) -> Int { 2 * width * ffn + width + ffn }
    func norms(_ count: Int, _ width: Int) -> Int { 2 * count * width }
    let encoder = design.encoder.layers.reduce(0) {
      $0 + attention(encoderWidth, encoderWidth) + feedForward(encoderWidth, $1.ffn) + norms(2, encoderWidth)
    }
    let decoder = design.decoder.layers.reduce(0) {
      $0 + attention(decoderWidth, decoderWidth) + attention(decoderWidth, encoderWidth)
        + feedForward(decoderWidth, $1.ffn) + norms(3, decoderWidth)
    }
    return encoder + decoder + (scope == .whole ? embeddingParameterCount : 0)
  }

  /// Weights of the decoder's layers alone.
  public var decoderParameterCount: Int {
    var decoderOnly = self
    decoderOnly.design.encoder.layers = []
    return decoderOnly.parameterCount()
  }

  private var embeddingParameterCount: Int {
    let (source, target) = (architecture.vocabulary.source, architecture.vocabulary.target)
    let (encoder, decoder) = (design.encoder.embedding, design.decoder.embedding)
    return architecture.vocabulary.sharesEmbeddings
      ? target * max(encoder, decoder) : source * encoder + 2 * target * decoder
  }

  /// FLOPs of one teacher-forced pass over one sentence within `scope`: with ``CountingScope/layers``, and as many
  /// target as source tokens, HAT's published figure.
  public func teacherForcedFLOPs(in scope: CountingScope = .layers) -> FLOPCount {
    var single = self
    single.setting.batch = 1
    return single.teacherForcedGraph().totals.work { scope.includes($0.role) }.flops
  }
}

extension OperatorGraph {
  /// Weights that the graph's nodes use, each counted once, within `scope`.
  public func parameterCount(in scope: CountingScope = .layers) -> Int {
    distinctWeights(where: { scope.includes($0.role) }).reduce(0) { $0 + $1.count }
  }

  /// The weight slices of the nodes that `isIncluded`, each once. Where nodes use the same rows of a parameter at
  /// different widths (one embedding for encoder and decoder), the wider slice holds the other.
  func distinctWeights(where isIncluded: (Node) -> Bool = { _ in true }) -> [WeightSlice] {
    struct Key: Hashable {
      let parameter: String
      let rows: Range<Int>
    }
    var widest: [Key: WeightSlice] = [:]
    for slice in phases.lazy.flatMap(\.nodes).filter(isIncluded).flatMap(\.weights) {
      widest[Key(parameter: slice.parameter, rows: slice.rows), default: slice].columns.formMax(slice.columns)
    }
    return Array(widest.values)
  }
}

extension Int {
  fileprivate mutating func formMax(_ other: Int) { self = Swift.max(self, other) }
}
