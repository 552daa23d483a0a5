import Inference
import Quantities
import TensorEngine
import Testing
import TransformerIR

@Suite struct PackedWeightCacheTests {
  private let model = RandomModel(.tiny)

  private func engine(_ design: SubTransformer, _ weights: PackedWeightCache) throws -> InferenceEngine {
    var setting = model.space.setting
    setting.includesSearch = true
    return try InferenceEngine(
      Workload(design: design, architecture: model.space.architecture, setting: setting), weights: weights)
  }

  @Test func enginesShareWhatTheirDesignsShare() throws {
    let weights = PackedWeightCache(model.parameters, backend: ReferenceBackend())
    let one = try engine(model.space.largest, weights)
    try one.prepare()
    let (count, bytes) = (weights.count, weights.byteCount)
    #expect(count > 0)
    let again = try engine(model.space.largest, weights)
    try again.prepare()
    #expect((weights.count, weights.byteCount) == (count, bytes))
    // Another feed-forward width in one layer: two more slices.
    var design = model.space.largest
    design.encoder.layers[1].ffn = model.space.smallest.encoder.layers[0].ffn
    try engine(design, weights).prepare()
    #expect(weights.count == count + 2)
    let search = BeamSearch(beam: 2)
    #expect(try one.translate([[5, 6, 2]], search: search) == again.translate([[5, 6, 2]], search: search))
  }

  @Test func theOldestSlicesLeaveBeyondTheBudget() throws {
    let unlimited = PackedWeightCache(model.parameters, backend: ReferenceBackend())
    try engine(model.space.largest, unlimited).prepare()
    let budget = ByteCount(unlimited.byteCount.value / 2)
    let weights = PackedWeightCache(model.parameters, backend: ReferenceBackend(), budget: budget)
    let engine = try engine(model.space.largest, weights)
    try engine.prepare()
    #expect(weights.byteCount <= budget)
    #expect(weights.count > 0)
    let free = try self.engine(model.space.largest, unlimited)
    #expect(
      try engine.translate([[5, 6, 2]], search: .greedy) == free.translate([[5, 6, 2]], search: .greedy))
  }
}
