import Randomness
import TransformerIR

/// The designs that the PyTorch peer draws: for update u, from Python's generator seeded with u, in its order.
func peerDesign(_ update: UInt64, in space: SearchSpace) -> SubTransformer {
  var random = PythonRandom(seed: update)
  func pick<Value>(_ values: [Value]) -> Value { values[random.index(below: values.count)] }
  func picks<Value>(_ values: [Value], _ count: Int) -> [Value] { (0..<count).map { _ in pick(values) } }
  let layers = space.architecture.encoderLayers
  let decoderLayers = random.index(below: layers) + 1
  let (encoder, decoder) = (pick(space.encoderEmbeddings), pick(space.decoderEmbeddings))
  let (encoderFFNs, encoderHeads) = (picks(space.encoderFFNs, layers), picks(space.encoderHeads, layers))
  let decoderFFNs = picks(space.decoderFFNs, decoderLayers)
  let (selfHeads, crossHeads) = (
    picks(space.decoderSelfHeads, decoderLayers), picks(space.decoderCrossHeads, decoderLayers)
  )
  let attended = picks([AttendedLayers.last, .lastTwo, .lastThree], decoderLayers)
  return SubTransformer(
    encoder: .init(
      embedding: encoder,
      layers: zip(encoderFFNs, encoderHeads).map { .init(ffn: $0, heads: $1) }),
    decoder: .init(
      embedding: decoder,
      layers: (0..<decoderLayers).map {
        .init(ffn: decoderFFNs[$0], selfHeads: selfHeads[$0], crossHeads: crossHeads[$0], attended: attended[$0])
      }))
}
