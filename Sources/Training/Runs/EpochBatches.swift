import TransformerModel
import TranslationData

/// The batches of an epoch, in HAT's order, in groups of one update each.
struct EpochBatches {
  private let corpus: BinaryCorpus
  private let plan: BatchPlan
  private let settings: TrainingSettings

  /// Plans the batches of `corpus`; they are the same in every epoch, only their order changes.
  init(_ corpus: BinaryCorpus, _ settings: TrainingSettings) throws(TranslationDataError) {
    self.corpus = corpus
    self.settings = settings
    plan = try BatchPlan(corpus, maximumTokens: settings.maximumTokens, seed: settings.seed)
  }

  /// Updates of an epoch.
  var updates: Int { (plan.batches.count + settings.updateFrequency - 1) / settings.updateFrequency }

  /// The order of the batches in `epoch`, the first of which is 1.
  func order(epoch: Int) -> [Int] { plan.order(epoch: epoch, seed: settings.seed) }

  /// The batches of the epoch's update number `update`.
  func group(_ update: Int, of order: [Int]) -> [TranslationBatch] {
    let first = update * settings.updateFrequency
    return order[first..<min(first + settings.updateFrequency, order.count)].map { batch in
      TranslationBatch(plan.batches[batch], of: corpus)
    }
  }
}

extension TranslationBatch {
  /// The pairs of `corpus` with these numbers.
  init(_ pairs: some Collection<Int>, of corpus: BinaryCorpus) {
    self.init(source: pairs.map(corpus.source), target: pairs.map(corpus.target))
  }
}
