import Foundation
import Hardware
import Quantities
import TensorEngine
import TransformerIR

/// The machine of a profile as a latency model sees it, with a change: cores, levels of memory, arithmetic.
struct ModelledMachine: Sendable {
  /// A level of memory, all cores together.
  struct Level: Sendable {
    let name: String
    /// Bytes; the last level's has no end.
    var capacity: Double
    /// Seconds to read a byte; nil where it is not known.
    var secondPerByte: Double?
  }

  /// What is different.
  let change: MachineChange
  /// Cores of the profile's model, and those after the change.
  let profiledCores, cores: Int
  /// Nearest first, as profiled and after the change; there is always one, the last.
  let profiledLevels, levels: [Level]
  /// FLOPs a second of all cores, after the change.
  let peak: Double?
  private let profiledPeak: Double?
  private let scaling: CoreScaling
  private let sharing: (profiled: Double, changed: Double)
  /// Seconds to stream a byte, as the model has it but never falling; nil where it knows levels only.
  private let curve: StreamingCurve?
  /// For each level the time of a byte that it serves, as profiled; 0 where it is not known.
  private let levelTimes: [Double]

  init(_ profile: HardwareProfile, _ model: LatencyModel, curve: StreamingCurve?, change: MachineChange) {
    self.change = change
    self.curve = curve?.rising
    let profiledCores = max(1, model.threads ?? 1)
    let cores = max(1, Int((Double(profiledCores) * change[.cores]).rounded()))
    self.profiledCores = profiledCores
    self.cores = cores
    let memory = profile.ceilings.memory
    let names = memory.isEmpty ? ["memory"] : memory.map(\.level)
    func capacities(_ threads: Int) -> [Double] {
      names.indices.map { index in
        if index == names.count - 1 { return .infinity }
        let cache = profile.environment?.caches.first { $0.level == names[index] }
        return (cache?.capacity(threads: threads) ?? memory[index].capacity?.value ?? .zero).value
      }
    }
    let scaling = CoreScaling(profile.measuredCeilings, levels: names, capacities: capacities)
    self.scaling = scaling
    let before = capacities(profiledCores)
    let profiled = names.indices.map { index in
      Level(
        name: names[index], capacity: before[index],
        secondPerByte: (memory.isEmpty ? nil : memory[index].bandwidth?.value.perSecond.value).map { 1 / $0 })
    }
    profiledLevels = profiled.withRisingTimes
    let after = capacities(cores)
    var changed = profiled
    for index in names.indices {
      let factor = change.bandwidth(names[index], isCache: index < names.count - 1)
      changed[index].capacity = after[index] * change[.capacity(names[index])]
      changed[index].secondPerByte = profiled[index].secondPerByte.map {
        $0 / (factor * scaling.bandwidth(index, from: Double(profiledCores), to: Double(cores)))
      }
      // A farther level holds what a nearer one does.
      if index > 0 { changed[index].capacity = max(changed[index].capacity, changed[index - 1].capacity) }
    }
    levels = changed.withRisingTimes
    profiledPeak = profile.ceilings.peak(model.precision)?.perSecond.value
    peak = profiledPeak.map {
      $0 * change.peak * scaling.peak(from: Double(profiledCores), to: Double(cores))
    }
    func sharing(_ threads: Int) -> Double {
      let known = (profile.measuredCeilings?.dispatch ?? []).filter { $0.runtime == model.runtime && $0.threads > 1 }
      guard threads > 1 else { return 0 }
      return (known.first { $0.threads == threads } ?? known.max { $0.threads < $1.threads })?.sharing.value ?? 0
    }
    self.sharing = (sharing(profiledCores), sharing(cores))
    levelTimes = Self.levelTimes(profiledLevels, self.curve)
  }

  /// The time of a byte at each level: the curve's in the middle of the level, or else the level's own; 0 where neither is known.
  private static func levelTimes(_ levels: [Level], _ curve: StreamingCurve?) -> [Double] {
    levels.indices.map { index in
      guard let curve else { return levels[index].secondPerByte ?? 0 }
      let nearer = index > 0 ? levels[index - 1].capacity : nil
      return index == levels.count - 1
        ? curve[max(curve.largest, 1.5 * (nearer ?? 1))]
        : curve[CoreScaling.middle(of: max(levels[index].capacity, 1), beyond: nearer)]
    }
  }

  /// The nearest level that holds `bytes`, with the capacities of `levels`.
  static func level(holding bytes: Double, _ levels: [Level]) -> Int {
    levels.firstIndex { $0.capacity >= bytes } ?? levels.count - 1
  }

  // MARK: Rates

  /// `time` as it is on the changed machine.
  ///
  /// - Parameter workingSet: What is touched before the bytes that the group streams come again.
  func changed(_ time: GroupTime, workingSet: Double) -> GroupTime {
    guard !change.isNone, time.entry.count > 0 else { return time }
    let (count, work) = (time.entry.count, time.entry.work)
    let before = busyCores(work, count, time.group.kind, of: profiledCores)
    let after = busyCores(work, count, time.group.kind, of: cores)
    let peakFactor = change.peak * scaling.peak(from: before, to: after)
    var result = time
    result.rates.flop /= peakFactor
    result.rates.matrix /= peakFactor
    result.rates.execution = max(
      0, time.rates.execution + (after > 1 ? sharing.changed : 0) - (before > 1 ? sharing.profiled : 0))
    result.rates.execution *= change[.overhead] / change[.clock]
    let flopsPerByte = time.streamedBytes > 0 ? work.flops.value / time.streamedBytes : 0
    result.rates.streamed *= streamingFactor(workingSet, flopsPerByte, peakFactor, before, after)
    result.rates.data *= dataFactor(work.dataBytes.value / count, before, after)
    return result
  }

  /// Cores that share one execution, all executions alike; a fraction where some pieces are too small.
  func busyCores(_ work: Work, _ executions: Double, _ kind: OperatorKind, of cores: Int) -> Double {
    guard cores > 1, executions > 0 else { return 1 }
    let pieces =
      switch kind {
      case .linear: work.flops.value / executions / WorkGrain.productFLOPs
      case .attention, .batchedProduct: work.flops.value / executions / Double(4 * WorkGrain.attentionProducts)
      case .softmax, .layerNorm, .elementwise, .embedding, .topK, .reorderCache:
        work.dataBytes.value / executions / Double(4 * WorkGrain.elements)
      }
    return min(max(1, pieces), Double(cores))
  }

  /// The time of a streamed byte on the changed machine over that as profiled.
  ///
  /// As profiled, a working set is served by two neighbouring levels, in the shares that explain its time. What the nearest
  /// level serves is bound by arithmetic or by that level, whichever is slower. A farther level is never the faster one.
  private func streamingFactor(
    _ workingSet: Double, _ flopsPerByte: Double, _ peakFactor: Double, _ before: Double, _ after: Double
  ) -> Double {
    var (was, becomes): ([Double], [Double]) = ([], [])
    for index in levelTimes.indices {
      let (time, factor) = (levelTimes[index], bandwidthFactor(index, before, after))
      if let nearer = was.last, let changed = becomes.last {
        was.append(max(time, nearer))
        becomes.append(max(time / factor, changed))
        continue
      }
      let arithmetic = profiledPeak.map { flopsPerByte / $0 } ?? 0
      let reading = profiledLevels[index].secondPerByte ?? 0
      let (limit, changed) = (max(arithmetic, reading), max(arithmetic / peakFactor, reading / factor))
      was.append(curve == nil ? limit : time)
      becomes.append(curve == nil ? changed : time * (limit > 0 ? changed / limit : 1 / factor))
    }
    let alike = profiledEquivalent(of: workingSet)
    let level = Self.level(holding: alike, profiledLevels)
    guard let curve else {
      let old = was[Self.level(holding: workingSet, profiledLevels)]
      return old > 0 ? becomes[level] / old : 1 / bandwidthFactor(levels.count - 1, before, after)
    }
    let time = curve[alike]
    // Where levels are equally fast, the one that holds the working set counts.
    let alternatives = was.indices.filter { abs(was[$0] / time - 1) < 1e-9 }
    if let nearest = alternatives.first, let farthest = alternatives.last {
      return becomes[min(max(level, nearest), farthest)] / curve[workingSet]
    }
    guard let upper = was.firstIndex(where: { $0 > time }), upper > 0 else {
      let end = time < was[0] ? 0 : was.count - 1
      return time / curve[workingSet] * (becomes[end] / was[end])
    }
    let share = (time - was[upper - 1]) / (was[upper] - was[upper - 1])
    return (becomes[upper - 1] + share * (becomes[upper] - becomes[upper - 1])) / curve[workingSet]
  }

  /// The working set that the profiled machine serves as the changed one serves `workingSet`: caches of other sizes stretch
  /// the axis between them.
  private func profiledEquivalent(of workingSet: Double) -> Double {
    var low = (old: 1.0, new: 1.0)
    for (old, new) in zip(profiledLevels, levels).dropLast() where old.capacity > low.old {
      // A level that a nearer one has outgrown serves nothing.
      if new.capacity > low.new, workingSet <= new.capacity {
        let share = log(max(workingSet, 1) / low.new) / log(new.capacity / low.new)
        return low.old * pow(old.capacity / low.old, max(0, share))
      }
      low = (old.capacity, max(low.new, new.capacity))
    }
    return workingSet * low.old / low.new
  }

  private func bandwidthFactor(_ index: Int, _ before: Double, _ after: Double) -> Double {
    change.bandwidth(levels[index].name, isCache: index < levels.count - 1)
      * scaling.bandwidth(index, from: before, to: after)
  }

  /// The same for activations, which pass from one operator to the next in the nearest level that holds them.
  private func dataFactor(_ bytes: Double, _ before: Double, _ after: Double) -> Double {
    let (old, new) = (Self.level(holding: bytes, profiledLevels), Self.level(holding: bytes, levels))
    guard let was = profiledLevels[old].secondPerByte else { return 1 / bandwidthFactor(old, before, after) }
    var becomes = 0.0
    for index in 0...new {
      guard let time = profiledLevels[index].secondPerByte else { continue }
      becomes = max(becomes, time / bandwidthFactor(index, before, after))
    }
    return becomes / was
  }

  // MARK: Rooflines

  /// The least time that arithmetic alone, and streaming alone, take.
  func floors(_ time: GroupTime, workingSet: Double) -> (arithmetic: Double, streaming: Double) {
    let level = levels[Self.level(holding: workingSet, levels)]
    return (
      peak.map { time.entry.work.flops.value / $0 } ?? 0,
      level.secondPerByte.map { time.streamedBytes * $0 } ?? 0
    )
  }
}

extension [ModelledMachine.Level] {
  /// A farther level is never faster than a nearer one.
  fileprivate var withRisingTimes: Self {
    var most = 0.0
    return map { level in
      var level = level
      level.secondPerByte = level.secondPerByte.map { Swift.max($0, most) }
      most = level.secondPerByte ?? most
      return level
    }
  }
}

extension MachineChange {
  /// Arithmetic, the clock included.
  fileprivate var peak: Double { self[.peak] * self[.clock] }

  /// A level's bandwidth; caches go with the clock.
  fileprivate func bandwidth(_ level: String, isCache: Bool) -> Double {
    self[.bandwidth(level)] * (isCache ? self[.clock] : 1)
  }
}
