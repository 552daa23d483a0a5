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
    estimator =
      if let costs = model.operators {
        .operators(try OperatorModel(costs, profile: profile.name))
      } else {
        .hybrid(try HybridEstimator(model, profile: profile.name))
      }
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
    let workload = underModelsRuntime(workload)
    switch estimator {
    case .hybrid(let hybrid): return hybrid.predict(workload)
    case .operators(let operators):
      let parts = operators.seconds(workload)
      let latency = parts.encoder + parts.decoder
      return LatencyPrediction(latency: latency, interval: model.interval.around(latency))
    }
  }

  /// `workload` with the operators that the model's runtime runs.
  private func underModelsRuntime(_ workload: AveragedWorkload) -> AveragedWorkload {
    var workload = workload
    workload.setting.runtime = model.runtime
    return workload
  }

  /// The latency of `workload` with its split by operator and what bounds each.
  public func estimate(_ workload: Workload) -> LatencyEstimate {
    let averaged = underModelsRuntime(AveragedWorkload(of: workload))
    let (encoder, decoder, times) = split(averaged)
    let operators = times.map { item in
      LatencyEstimate.OperatorTime(group: item.group, entry: item.entry, time: item.time, bound: bound(item))
    }
    let byBound = Dictionary(grouping: operators, by: \.bound).mapValues { $0.reduce(Seconds.zero) { $0 + $1.time } }
    return LatencyEstimate(
      prediction: predict(averaged), encoder: encoder, decoder: decoder, operators: operators,
      bound: byBound.max { $0.value < $1.value }?.key ?? .overhead,
      warnings: warnings + outsideDomain(averaged.averages))
  }

  /// The time of the two stacks, and of every group of operators.
  private func split(
    _ workload: AveragedWorkload
  ) -> (encoder: Seconds, decoder: Seconds, times: [OperatorModel.GroupTime]) {
    switch estimator {
    case .operators(let operators):
      let parts = operators.seconds(workload)
      return (parts.encoder, parts.decoder, operators.times(workload))
    case .hybrid(let hybrid):
      let totals = workload.totals
      let factor = hybrid.correction(of: workload)
      let split = OperatorSplit(hybrid.physical, totals)
      return (
        factor * hybrid.physical.seconds(.encoder, of: totals), factor * hybrid.physical.seconds(.decoder, of: totals),
        totals.rows.map { group, entry in
          OperatorModel.GroupTime(
            group: group, entry: entry, overhead: factor * (split.overhead[group] ?? .zero), streaming: .zero,
            other: factor * (split.work[group] ?? .zero))
        }
      )
    }
  }

  /// Overhead if starting the operators takes longer than doing their work; else whichever ceiling allows less. Without
  /// ceilings, what the physical model charges for.
  private func bound(_ item: OperatorModel.GroupTime) -> LatencyEstimate.Bound {
    if item.overhead >= item.streaming + item.other { return .overhead }
    let level = profile.ceilings.memory.last { $0.bandwidth != nil }
    guard let peak = profile.ceilings.peak(model.precision), let level, let bandwidth = level.bandwidth?.value else {
      return PhysicalTerm.isTraffic(item.group) ? .memory(level?.level ?? "main") : .compute
    }
    let work = item.entry.work
    return work.flops / peak > work.bytes / bandwidth ? .compute : .memory(level.level)
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

/// A physical prediction divided among operators.
private struct OperatorSplit {
  private(set) var overhead: [OperatorTotals.Group: Seconds] = [:]
  private(set) var work: [OperatorTotals.Group: Seconds] = [:]

  init(_ model: PhysicalModel, _ totals: OperatorTotals) {
    for (term, coefficient) in zip(PhysicalTerm.all, model.coefficients) {
      let seconds = coefficient * term.amount(in: totals)
      let charges = term.charged.map { (group: $0, charge: term.charge(on: $0, in: totals)) }
      let whole = charges.reduce(0) { $0 + $1.charge }
      for (group, charge) in charges where charge > 0 {
        let share = Seconds(seconds * charge / whole)
        if term.isOverhead { overhead[group, default: .zero] += share } else { work[group, default: .zero] += share }
      }
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
