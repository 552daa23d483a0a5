import Foundation
import Hardware
import Quantities
import TransformerIR

/// The latency model of a hardware profile, ready to predict designs of one space.
public struct DeviceLatency: LatencyEstimator {
  /// The profile.
  public let profile: HardwareProfile
  /// Which of its latency models is used.
  public let model: LatencyModel
  /// The model as an estimator: of whole latencies, or a sum over operators that were timed.
  public let estimator: Estimator
  /// What to know before relying on predictions for the space asked for; empty if the model was fitted to it.
  public let warnings: [String]
  /// What is different from the profiled machine; predictions for a changed machine are not measured by anybody.
  public var change: MachineChange { machine.change }
  /// Cores that compute.
  public var cores: Int { machine.cores }
  private(set) var machine: ModelledMachine
  private let space: SearchSpace

  /// The two ways in which a profile may know latencies.
  public enum Estimator: Sendable {
    /// Fourteen costs, fitted to whole designs.
    case hybrid(HybridEstimator)
    /// Costs of operators, fitted to operators timed alone.
    case operators(OperatorModel)
  }

  /// The estimator's name.
  public var name: String {
    switch estimator {
    case .hybrid(let hybrid): hybrid.name
    case .operators: "operators"
    }
  }

  /// Takes from `profile` the model that was fitted to `space`, or for want of one the first, with a warning.
  ///
  /// - Throws: ``CostModelError/noLatencyModel(profile:asked:available:)`` if the profile has none for `runtime`, or
  ///   ``CostModelError/unusableModel(profile:reason:)`` if it has terms that are not known here.
  public init(
    _ profile: HardwareProfile, space: SearchSpace, runtime: Runtime? = nil
  ) throws(CostModelError) {
    let candidates = profile.latencyModels.filter { runtime == nil || $0.runtime == runtime }
    let fitting = candidates.first { $0.workload.describes(space) }
    guard let model = fitting ?? candidates.first else {
      throw .noLatencyModel(
        profile: profile.name, asked: runtime.map { "runtime \($0.rawValue)" } ?? "any runtime",
        available: profile.latencyModels.map { "\($0.workload.space) under \($0.runtime.rawValue)" })
    }
    self.profile = profile
    self.model = model
    self.space = space
    let operators = try model.operators.map { costs throws(CostModelError) in
      try OperatorModel(costs, profile: profile.name)
    }
    estimator =
      if let operators { .operators(operators) } else { .hybrid(try HybridEstimator(model, profile: profile.name)) }
    machine = ModelledMachine(profile, model, curve: operators?.streaming, change: .none)
    warnings =
      fitting != nil
      ? []
      : [
        "profile '\(profile.name)' was fitted to space \(model.workload.space) (\(model.workload.sourceLength) tokens, "
          + "vocabulary \(model.workload.targetVocabulary)), not to \(space.name): predictions extrapolate"
      ]
  }

  /// What a fit to few rows may take its prior from; nil for a model of operators, which has no such terms.
  var priorModel: (model: PhysicalModel, workload: AveragedWorkload)? {
    guard case .hybrid(let hybrid) = estimator else { return nil }
    return (hybrid.physical, fittedWorkload)
  }

  /// Whether a fit to few rows can take its prior from it: a model of operators has no such terms.
  public var hasPrior: Bool { priorModel != nil }

  /// The middling design in the setting that the model was fitted in.
  var fittedWorkload: AveragedWorkload {
    let description = model.workload
    var architecture = space.architecture
    architecture.attentionWidth = description.attentionWidth
    architecture.vocabulary.source = description.sourceVocabulary
    architecture.vocabulary.target = description.targetVocabulary
    let setting = InferenceSetting(
      sourceLength: description.sourceLength, targetLength: description.targetLength, batch: description.batch,
      beam: description.beam, precision: model.precision, runtime: model.runtime)
    return AveragedWorkload(
      averages: DesignAverages(of: space.largest), architecture: architecture, setting: setting
    ).atReferenceDesign
  }

  /// The latency of one translation of `workload`, under the model's runtime, with its 90 % interval.
  public func predict(_ workload: AveragedWorkload) -> LatencyPrediction {
    prediction(times(underModelsRuntime(workload)))
  }

  private func prediction(_ times: [GroupTime]) -> LatencyPrediction {
    let latency = times.reduce(Seconds.zero) { $0 + $1.time }
    return LatencyPrediction(latency: latency, interval: model.interval.around(latency))
  }

  /// The profiled device with `change`.
  public func changed(by change: MachineChange) -> DeviceLatency {
    var device = self
    device.machine = ModelledMachine(profile, model, curve: streamingCurve, change: change)
    return device
  }

  private var streamingCurve: StreamingCurve? {
    guard case .operators(let operators) = estimator else { return nil }
    return operators.streaming
  }

  /// `workload` with the operators that the model's runtime runs.
  private func underModelsRuntime(_ workload: AveragedWorkload) -> AveragedWorkload {
    var workload = workload
    workload.setting.runtime = model.runtime
    return workload
  }

  /// `workload` under the model's runtime.
  func underModelsRuntime(_ workload: Workload) -> Workload {
    var workload = workload
    workload.setting.runtime = model.runtime
    return workload
  }

  /// What to know before relying on predictions for `workload`.
  func warnings(for workload: Workload) -> [String] {
    let isGuess = model.threads == nil && change[.cores] != 1
    let guess =
      "profile '\(profile.name)' does not say how many cores its latencies belong to: cores=\(change[.cores]) is so many times "
      + "the whole device"
    return warnings + outsideDomain(DesignAverages(of: workload.design)) + (isGuess ? [guess] : [])
  }

  /// The latency of `workload` with its split by operator and what bounds each.
  public func estimate(_ workload: Workload) -> LatencyEstimate {
    let averaged = underModelsRuntime(AveragedWorkload(of: workload))
    let working = WorkingSets(averaged.totals, averaged.setting)
    let times = times(averaged)
    let operators = times.map { item in
      LatencyEstimate.OperatorTime(
        group: item.group, entry: item.entry, time: item.time,
        bound: bound(item, workingSet: working.bytes(of: item.group.phase)))
    }
    func total(_ isIncluded: (PhaseKind) -> Bool) -> Seconds {
      times.reduce(Seconds.zero) { isIncluded($1.group.phase) ? $0 + $1.time : $0 }
    }
    let byBound = Dictionary(grouping: operators, by: \.bound).mapValues { $0.reduce(Seconds.zero) { $0 + $1.time } }
    return LatencyEstimate(
      prediction: prediction(times), encoder: total { $0 == .encode }, decoder: total { $0 != .encode },
      operators: operators, bound: byBound.max { $0.value < $1.value }?.key ?? .overhead,
      warnings: warnings(for: workload))
  }

  /// The time of every group of operators that runs, in table order: the one truth of prediction and simulation.
  ///
  /// No group is faster than arithmetic and memory allow.
  func times(_ workload: AveragedWorkload) -> [GroupTime] {
    let totals = workload.totals
    let working = WorkingSets(totals, workload.setting)
    let times =
      switch estimator {
      case .operators(let operators): operators.times(totals, working)
      case .hybrid(let hybrid): hybrid.times(workload, totals)
      }
    return times.map { item in
      let workingSet = working.bytes(of: item.group.phase)
      var item = machine.changed(item, workingSet: workingSet)
      let floors = machine.floors(item, workingSet: workingSet)
      let missing = max(floors.arithmetic, floors.streaming) - item.time.value
      guard missing > 0 else { return item }
      if floors.arithmetic >= floors.streaming {
        item.rates.flop += missing / item.entry.work.flops.value
      } else {
        item.rates.streamed += missing / item.streamedBytes
      }
      return item
    }
  }

  /// Overhead if starting the operators takes longer than doing their work; else whichever ceiling allows less. Without
  /// ceilings, what takes longer.
  func bound(_ item: GroupTime, workingSet: Double) -> LatencyEstimate.Bound {
    if item.overhead >= item.streaming + item.other { return .overhead }
    let bytes = (streamed: item.streamedBytes, data: item.entry.work.dataBytes.value)
    let levels = machine.levels
    let serving = (
      streamed: levels[ModelledMachine.level(holding: workingSet, levels)],
      data: levels[ModelledMachine.level(holding: bytes.data / item.entry.count, levels)]
    )
    guard let peak = machine.peak, let streamed = serving.streamed.secondPerByte, let data = serving.data.secondPerByte
    else {
      let isTraffic = item.streaming.value + item.rates.data * bytes.data >= item.time.value / 2
      return isTraffic ? .memory(serving.streamed.name) : .compute
    }
    let limits = (bytes.streamed * streamed, bytes.data * data)
    if item.entry.work.flops.value / peak > max(limits.0, limits.1) { return .compute }
    return .memory(limits.0 >= limits.1 ? serving.streamed.name : serving.data.name)
  }

  /// Random designs seldom reach the ends of a space in the mean, so a little beyond what was seen is still inside.
  private static let domainMargin = 0.1

  private func outsideDomain(_ averages: DesignAverages) -> [String] {
    zip(DesignAverages.featureNames, averages.features).compactMap { name, value in
      guard let range = model.domain[name],
        value < range[0] * (1 - Self.domainMargin) || value > range[1] * (1 + Self.domainMargin)
      else { return nil }
      return "\(name) is \(value), far outside the \(range[0]) to \(range[1]) that the profile was fitted to"
    }
  }
}

extension LatencyModel.WorkloadDescription {
  /// Describes `space` run in its own setting.
  public init(_ space: SearchSpace) {
    self.init(
      space: space.name, sourceLength: space.setting.sourceLength, targetLength: space.setting.targetLength,
      batch: space.setting.batch, beam: space.setting.beam,
      sourceVocabulary: space.architecture.vocabulary.source, targetVocabulary: space.architecture.vocabulary.target,
      attentionWidth: space.architecture.attentionWidth)
  }

  /// Whether designs of `space` run as described, whatever the space is called.
  func describes(_ space: SearchSpace) -> Bool {
    var own = LatencyModel.WorkloadDescription(space)
    own.space = self.space
    return own == self
  }
}

extension HybridEstimator {
  /// The estimator that a profile's latency model describes.
  init(_ model: LatencyModel, profile: String) throws(CostModelError) {
    let constants = Dictionary(uniqueKeysWithValues: model.terms.map { ($0.name, $0) })
    let known = Set(PhysicalTerm.all.map(\.name))
    if let foreign = constants.keys.sorted().first(where: { !known.contains($0) }) {
      throw .unusableModel(profile: profile, reason: "it has a term '\(foreign)' that this version does not know")
    }
    for term in PhysicalTerm.all {
      guard let constant = constants[term.name], constant.unit == term.unit else {
        throw .unusableModel(profile: profile, reason: "term '\(term.name)' in \(term.unit) is missing")
      }
    }
    if let inputs = model.residual?.inputMeans.count, inputs != ResidualEnsemble.inputCount {
      throw .unusableModel(
        profile: profile,
        reason: "its correction takes \(inputs) inputs; this version gives \(ResidualEnsemble.inputCount)")
    }
    self.init(
      name: model.residual == nil ? "physical" : "hybrid",
      physical: PhysicalModel(coefficients: PhysicalTerm.all.map { constants[$0.name]!.value }),
      residual: model.residual.map(ResidualEnsemble.init(weights:)), interval: model.interval)
  }
}
