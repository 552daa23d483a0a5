import Inference
import Randomness
import TensorEngine
import TransformerIR

/// A random model of a space, small enough to run with the reference backend.
struct RandomModel {
  let space: SearchSpace
  let parameters: Parameters

  /// `space` with every width divided by 16 and a vocabulary of 40: its shapes, layers, heads and choices of attended
  /// layers are the real ones.
  static func shrunk(_ space: SearchSpace) -> SearchSpace {
    let divisor = space.architecture.attentionWidth / 32
    var small = space
    func narrow(_ widths: [Int]) -> [Int] { widths.map { $0 / divisor } }
    small.architecture.attentionWidth = 32
    small.architecture.encoderEmbedding /= divisor
    small.architecture.decoderEmbedding /= divisor
    let vocabulary = small.architecture.vocabulary.sharesEmbeddings ? (40, 40) : (37, 40)
    small.architecture.vocabulary.source = vocabulary.0
    small.architecture.vocabulary.target = vocabulary.1
    small.encoderEmbeddings = narrow(space.encoderEmbeddings)
    small.decoderEmbeddings = narrow(space.decoderEmbeddings)
    small.encoderFFNs = narrow(space.encoderFFNs)
    small.decoderFFNs = narrow(space.decoderFFNs)
    small.setting.sourceLength = 7
    small.setting.targetLength = 6
    return small
  }

  init(space: SearchSpace, parameters: Parameters) {
    self.space = space
    self.parameters = parameters
  }

  /// The shrunk `space` with parameters as large as its largest design needs.
  init(_ space: SearchSpace, seed: UInt64 = 1) {
    let small = Self.shrunk(space)
    var generator = SeededGenerator(seed: seed)
    var parameters = Parameters()
    var largest = small.largest
    largest.encoder.layers = Array(repeating: largest.encoder.layers[0], count: small.architecture.encoderLayers)
    largest.decoder.layers = Array(repeating: largest.decoder.layers[0], count: small.architecture.decoderLayers)
    largest.encoder.embedding = small.architecture.encoderEmbedding
    largest.decoder.embedding = small.architecture.decoderEmbedding
    guard let workload = try? Workload(design: largest, architecture: small.architecture, setting: small.setting) else {
      preconditionFailure("the largest design of \(space.name) cannot be built")
    }
    var shapes: [String: (rows: Int, columns: Int)] = [:]
    for slice in workload.graph().phases.flatMap(\.nodes).flatMap(\.weights) {
      let known = shapes[slice.parameter] ?? (0, 0)
      shapes[slice.parameter] = (max(known.rows, slice.rows.upperBound), max(known.columns, slice.columns))
    }
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
      let isVector = name.hasSuffix("bias") || name.hasSuffix("layer_norm.weight")
      let center: Float = name.hasSuffix("layer_norm.weight") ? 1 : 0
      let spread = isVector ? 0.2 : 2 / Float(shape.columns).squareRoot()
      let scalars = (0..<shape.rows * shape.columns).map { _ in
        center + Float.random(in: -spread...spread, using: &generator)
      }
      parameters.append(name, Tensor(scalars, shape: isVector ? [shape.rows] : [shape.rows, shape.columns]))
    }
    self.space = small
    self.parameters = parameters
  }

  /// Sentences of `lengths` random words, the end symbol last.
  static func sentences(
    _ lengths: [Int], vocabulary: Int, using generator: inout some RandomNumberGenerator
  ) -> [[Int32]] {
    lengths.map { length in
      (1..<length).map { _ in Int32.random(in: 4..<Int32(vocabulary), using: &generator) } + [SpecialToken.end]
    }
  }
}

/// The words that a decoder reads to predict `target`.
func previous(_ target: [[Int32]]) -> [[Int32]] { target.map { [SpecialToken.end] + $0.dropLast() } }
