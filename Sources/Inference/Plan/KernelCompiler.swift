import TensorEngine
import TransformerIR

/// Turns the nodes of a graph into kernels: the one switch over ``Operator`` that knows how each is executed.
final class KernelCompiler {
  private let graph: OperatorGraph
  private let weights: PackedWeightCache
  private let places: [UnsafeMutablePointer<Float>]
  private let search: BeamSearchState?
  /// The rows that meet in an attention, by the index of its scores' buffer.
  private var rowsOfScores: [Int: AttentionRows] = [:]

  private var backend: any Backend { weights.backend }
  private var workload: Workload { graph.workload }
  private var setting: InferenceSetting { workload.setting }

  /// - Parameter places: Where each of the graph's buffers begins.
  init(
    graph: OperatorGraph, weights: PackedWeightCache, places: [UnsafeMutablePointer<Float>], search: BeamSearchState?
  ) {
    self.graph = graph
    self.weights = weights
    self.places = places
    self.search = search
  }

  /// A kernel for each node of `phase`.
  func kernels(of phase: Phase) throws(InferenceError) -> [any Kernel] {
    var kernels: [any Kernel] = []
    for node in phase.nodes { kernels.append(try kernel(node, phase.kind)) }
    return kernels
  }

  /// The kernel of node `index` of `phase` alone.
  func kernel(_ index: Int, of phase: Phase) throws(InferenceError) -> any Kernel {
    // What comes before in the same attention says which rows meet.
    for node in phase.nodes[..<index] where node.operation.kind == .batchedProduct {
      _ = try kernel(node, phase.kind)
    }
    return try kernel(phase.nodes[index], phase.kind)
  }

  private func kernel(_ node: Node, _ phase: PhaseKind) throws(InferenceError) -> any Kernel {
    switch node.operation {
    case .linear(let linear): try self.linear(linear, node, phase)
    case .batchedProduct(let product): self.product(product, node, phase)
    case .attention(let attention): self.attention(attention, node, phase)
    case .softmax(let softmax): self.softmax(softmax, node, phase)
    case .layerNorm(let norm): try layerNorm(norm, node, phase)
    case .elementwise(let function): try elementwise(function, node, phase)
    case .embedding(let embedding): try self.embedding(embedding, node, phase)
    case .topK(let choice): topK(choice, node)
    case .reorderCache(let reorder): reorderCache(reorder, node)
    }
  }

  private func input(_ node: Node, _ index: Int) -> UnsafePointer<Float> {
    UnsafePointer(places[node.reads[index].index])
  }

  private func output(_ node: Node, _ index: Int = 0) -> UnsafeMutablePointer<Float> {
    places[node.writes[index].index]
  }
}

// MARK: Products

extension KernelCompiler {
  private func linear(_ linear: Linear, _ node: Node, _ phase: PhaseKind) throws(InferenceError) -> any Kernel {
    let outputs = node.writes.map { id in
      let buffer = graph.buffers[id.index]
      let isGrowing = buffer.lifetime == .cache && phase == .decodeStep
      return LinearOutput(
        base: places[id.index], columns: Int(buffer.shape.columns.factor),
        cachePositions: isGrowing ? setting.targetLength : nil)
    }
    let weights = try linearWeights(linear, node, widths: outputs.map(\.columns))
    let inner = Int(linear.inner)
    guard node.reads.count == 1 else {
      let inputs = node.reads.indices.map { input(node, $0) }
      return CrossProjectionKernel(backend, inputs: inputs, inner: inner, weights: weights, outputs: outputs)
    }
    return LinearKernel(
      backend, rows: RowCount(linear.rows, node, phase), input: input(node, 0), inner: inner, weights: weights,
      outputs: outputs, isRectifying: linear.isRectifying)
  }

  /// The rows of a node's weights, dealt out to results of the given widths in order.
  private func linearWeights(
    _ linear: Linear, _ node: Node, widths: [Int]
  ) throws(InferenceError) -> [LinearWeight] {
    var matrices = linear.hasBias ? Array(node.weights.dropLast()) : node.weights
    var bias = linear.hasBias ? node.weights.last : nil
    var first = 0
    var dealt: [LinearWeight] = []
    for width in widths {
      let matrix = try weights.packed(matrices[first].takeRows(width))
      let vector = try bias?.takeRows(width).copied(from: weights.parameters)
      dealt.append(LinearWeight(matrix: matrix, bias: vector))
      if matrices[first].rows.isEmpty { first += 1 }
    }
    return dealt
  }
}

extension WeightSlice {
  /// Removes the first `count` rows and returns them.
  fileprivate mutating func takeRows(_ count: Int) -> WeightSlice {
    let end = rows.lowerBound + count
    precondition(end <= rows.upperBound, "\(count) rows of \(self)")
    defer { rows = end..<rows.upperBound }
    var taken = self
    taken.rows = rows.lowerBound..<end
    return taken
  }

  /// The values of a gain or a bias.
  fileprivate func copied(from parameters: Parameters) throws(InferenceError) -> ParameterVector {
    try ParameterVector(parameters, self)
  }
}

// MARK: Attention

extension KernelCompiler {
  private func product(_ product: BatchedProduct, _ node: Node, _ phase: PhaseKind) -> any Kernel {
    switch product.use {
    case .scores:
      let rows = attentionRows(node, phase, headWidth: product.headWidth, keys: product.keys)
      rowsOfScores[node.writes[0].index] = rows
      return ScoresKernel(backend, rows, queries: input(node, 0), keys: input(node, 1), scores: output(node))
    case .mixing:
      return MixingKernel(
        backend, sharedRows(node), scores: input(node, 0), values: input(node, 1), output: output(node))
    }
  }

  private func attention(_ attention: Attention, _ node: Node, _ phase: PhaseKind) -> any Kernel {
    AttentionKernel(
      backend, attentionRows(node, phase, headWidth: attention.headWidth, keys: attention.keys),
      queries: input(node, 0), keys: input(node, 1), values: input(node, 2), output: output(node))
  }

  private func softmax(_ softmax: RowSoftmax, _ node: Node, _ phase: PhaseKind) -> any Kernel {
    switch softmax.use {
    case .attention: AttentionSoftmaxKernel(backend, sharedRows(node), scores: output(node))
    case .vocabulary:
      LogSoftmaxKernel(
        backend, rows: RowCount(softmax.rows, node, phase), vocabulary: Int(softmax.columns.factor),
        logits: output(node))
    }
  }

  /// The rows of the scores that `node` reads first.
  private func sharedRows(_ node: Node) -> AttentionRows {
    guard let rows = rowsOfScores[node.reads[0].index] else { preconditionFailure("\(node) has no scores") }
    return rows
  }

  private func attentionRows(
    _ node: Node, _ phase: PhaseKind, headWidth: Double, keys: Extent
  ) -> AttentionRows {
    let isCross = node.role == .crossAttention
    let outputs = Int(keys.factor)
    let pattern: AttentionRows.Pattern =
      switch phase {
      case .encode: .source
      case .crossKeys: preconditionFailure("attention among the cross keys: \(node)")
      case .decodeStep: isCross ? .crossHypotheses(outputs: outputs) : .cache(positions: setting.targetLength)
      case .teacherForced: isCross ? .crossTarget(outputs: outputs) : .causalTarget
      }
    return AttentionRows(
      pattern, heads: workload.architecture.attentionWidth / Int(headWidth), headWidth: Int(headWidth),
      groups: setting.batch * setting.beam)
  }
}

// MARK: Rows

extension KernelCompiler {
  /// Which of the two texts a node's rows belong to.
  private func side(_ rows: Extent) -> InferenceError.Side { rows.length == .source ? .source : .target }

  private func layerNorm(_ norm: LayerNorm, _ node: Node, _ phase: PhaseKind) throws(InferenceError) -> any Kernel {
    LayerNormKernel(
      backend, rows: RowCount(norm.rows, node, phase), channels: Int(norm.channels),
      gain: try ParameterVector(weights.parameters, node.weights[0]),
      bias: try ParameterVector(weights.parameters, node.weights[1]), input: input(node, 0),
      residual: norm.addsResidual ? input(node, 1) : nil, output: output(node))
  }

  private func elementwise(
    _ function: Elementwise, _ node: Node, _ phase: PhaseKind
  ) throws(InferenceError) -> any Kernel {
    let rows = RowCount(function.rows, node, phase)
    let channels = Int(function.channels)
    switch function.function {
    case .addPosition:
      return AddPositionsKernel(
        backend, rows: rows, positions: try positions(channels: channels, side(function.rows)), input: input(node, 0),
        output: output(node))
    case .addResidual:
      return AddKernel(
        backend, rows: rows, channels: channels, input(node, 0), input(node, 1), output: output(node))
    case .relu:
      return ReLUKernel(backend, rows: rows, channels: channels, input: input(node, 0), output: output(node))
    }
  }

  private func embedding(
    _ embedding: Embedding, _ node: Node, _ phase: PhaseKind
  ) throws(InferenceError) -> any Kernel {
    let channels = Int(embedding.channels)
    return EmbeddingKernel(
      backend, rows: RowCount(embedding.rows, node, phase), channels: channels,
      vocabulary: Int(embedding.vocabulary), tableWidth: try weights.table(node.weights[0]).shape[1],
      positions: embedding.addsPositions ? try positions(channels: channels, side(embedding.rows)) : nil,
      output: output(node))
  }

  private func positions(channels: Int, _ side: InferenceError.Side) throws(InferenceError) -> PositionTable {
    let architecture = workload.architecture
    switch side {
    case .source:
      return try PositionTable(length: setting.sourceLength, channels: channels, width: architecture.encoderEmbedding)
    case .target:
      return try PositionTable(length: setting.targetLength, channels: channels, width: architecture.decoderEmbedding)
    }
  }

  /// The embedding table of the source or the target.
  func table(_ side: InferenceError.Side) throws(InferenceError) -> Tensor {
    let nodes = graph.phases.flatMap(\.nodes).filter { $0.role == .embedding && !$0.weights.isEmpty }
    guard let node = side == .source ? nodes.first : nodes.last else {
      throw .impossiblePlan("the graph looks up no \(side.rawValue) embedding")
    }
    return try weights.table(node.weights[0])
  }
}

// MARK: Search

extension KernelCompiler {
  private func topK(_ choice: TopK, _ node: Node) -> any Kernel {
    TopKKernel(backend, searching(node), logits: input(node, 0), normalises: choice.normalises)
  }

  private func reorderCache(_ reorder: CacheReorder, _ node: Node) -> any Kernel {
    ReorderCacheKernel(
      searching(node), keys: output(node, 0), values: output(node, 1), positions: setting.targetLength,
      channels: Int(reorder.channels))
  }

  private func searching(_ node: Node) -> BeamSearchState {
    guard let search else { preconditionFailure("a search's node in a graph without one: \(node)") }
    return search
  }
}
