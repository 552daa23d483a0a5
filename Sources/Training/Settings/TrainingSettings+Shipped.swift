import TransformerIR

extension TrainingSettings {
  /// The settings that go with the shipped space of that name: HAT's for `wmt` and `iwslt`, ours for `tiny`; nil for
  /// spaces that latencies are sampled from and no one trains.
  /// - Parameter single: Whether one design is trained from scratch, which warms up faster in HAT.
  public static func shipped(for space: String, single: Bool) -> TrainingSettings? {
    var settings = TrainingSettings()
    switch space {
    case SearchSpace.wmt.name:
      settings.updateFrequency = 16
      settings.maximumUpdates = 40_000
      settings.dropout = 0.3
      settings.attentionDropout = 0.1
      settings.clipNorm = 0
      settings.keptCheckpoints = 20
      settings.unusedParametersMove = true
      let warmUp = single ? 4000 : 10_000
      settings.schedule = LearningRateSchedule(
        peak: 1e-3, warmUp: warmUp, decay: .cosine(minimum: 1e-7, period: 40_000 - warmUp, shrink: 1))
      settings.saveInterval = 10
      settings.validateInterval = 10
    case SearchSpace.iwslt.name:
      settings.dropout = 0.375
      settings.weightDecay = 1e-4
      settings.keptCheckpoints = 20
      settings.schedule = LearningRateSchedule(
        peak: 5e-4, warmUp: single ? 4000 : 10_000, decay: .inverseSquareRoot)
    case SearchSpace.tiny.name:
      settings.maximumTokens = 2048
      settings.maximumUpdates = 4000
      settings.dropout = 0.1
      settings.clipNorm = 1
      settings.averagedCheckpoints = 5
      settings.schedule = LearningRateSchedule(
        peak: 3e-3, warmUp: 400, decay: .cosine(minimum: 1e-5, period: 3600, shrink: 1))
    default: return nil
    }
    return settings
  }
}
