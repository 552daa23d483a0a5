import Hardware
import Inference
import Quantities
import TensorEngine
import TransformerIR
import TransformerModel

/// A machine set up for measuring designs of one space: threads bound, weights made, the reference workload ready.
public struct Bench {
  /// Where designs come from.
  public let space: SearchSpace
  /// How they are run: the space's setting under the runtime that is measured.
  public let setting: InferenceSetting
  /// What computes.
  public let backend: CPUBackend
  /// The conditions when the bench was set up.
  public let environment: Environment
  /// Watches the system around samples.
  public let guards: any Guarding
  /// Counts what operators do, in runs of their own.
  public let counters: CounterSession
  /// Weights of the space's SuperTransformer, shared by all designs. Their values are arbitrary.
  public let weights: PackedWeightCache
  /// Runs between samples.
  public let reference: DesignTimeable
  /// What the reference is called in profiles.
  public let referenceName: String

  private let processors: Int

  /// Packed weights may take this share of main memory.
  private static let weightShare = 0.25
  /// Memory to reckon with where the system does not say.
  private static let assumedMemory = ByteCount(4e9)
  /// The reference takes this share of the space's decoder steps.
  private static let referenceSteps = 0.125

  /// Sets up a bench on `machine`.
  /// - Parameters:
  ///   - includesSearch: Whether translations also do a beam search's bookkeeping.
  ///   - threads: How many compute, each bound to a core of its own while there are enough.
  /// - Throws: ``ProfilerError/tooManyThreads(wanted:processors:)``; what planning the reference workload throws, if memory
  ///   does not suffice.
  public init(
    _ space: SearchSpace, runtime: Runtime, includesSearch: Bool, threads: Int, machine: Machine
  ) throws {
    guard threads <= machine.allowedProcessors.count else {
      throw ProfilerError.tooManyThreads(wanted: threads, processors: machine.allowedProcessors.count)
    }
    self.space = space
    var setting = space.setting
    setting.runtime = runtime
    setting.includesSearch = includesSearch
    self.setting = setting
    let cores = machine.placement.processors(for: threads)
    backend = CPUBackend(pool: cores.isEmpty ? WorkerPool(workers: threads) : WorkerPool(cores: cores))
    environment = machine.environment(threads: threads, boundTo: cores)
    guards = SystemGuards(machine)
    counters = CounterSession(machine)
    processors = machine.allowedProcessors.count
    let memory = [environment.memoryLimit, environment.memory].compactMap { $0 }.min() ?? Self.assumedMemory
    weights = PackedWeightCache(
      SuperTransformer(space).initialParameters(seed: 0), backend: backend, budget: Self.weightShare * memory)
    var short = setting
    short.includesSearch = false
    short.targetLength = max(2, Int(Self.referenceSteps * Double(setting.targetLength)))
    reference = try DesignTimeable(
      Workload(design: space.middling, architecture: space.architecture, setting: short), weights: weights)
    // By what it is, not by where its space came from: a space may lie in several files.
    referenceName =
      "\(space.middling), vocabulary \(space.architecture.vocabulary.target), \(short.sourceLength) tokens, "
      + "\(short.targetLength) steps, beam \(short.beam), \(runtime.rawValue), "
      + "\(threads) \(threads == 1 ? "thread" : "threads")"
  }

  /// The threads at work.
  public var threads: Int { backend.pool?.workers ?? 1 }

  /// A sampler that watches the system and marks what was disturbed.
  public func sampler(_ settings: SamplerSettings) -> Sampler {
    let (threads, processors) = (threads, processors)
    return Sampler(settings: settings, guards: guards) { reading, seconds in
      reading.disturbances(duration: Seconds(seconds), threads: threads, processors: processors)
    }
  }

  /// Visits to whole designs.
  public func items(_ designs: [NamedDesign], visits: Int) -> [Campaign.Item] {
    designs.map { item in
      Campaign.Item(key: item.name, visits: visits) { try DesignTimeable(workload(item.design), weights: weights) }
    }
  }

  /// Visits to whole designs that time every node.
  public func nodeItems(_ designs: [NamedDesign], visits: Int) -> [Campaign.Item] {
    designs.map { item in
      Campaign.Item(key: item.name, visits: visits) { try NodeTimesTimeable(workload(item.design), weights: weights) }
    }
  }

  /// What tells these designs, as they are run here, from others of the same names.
  public func identity(of designs: [NamedDesign]) -> [String] {
    designs.map { "\($0.name) \($0.design.yaml)" } + ["\(setting)", "\(space.architecture)", "\(threads) threads"]
  }

  /// A design as it is run here.
  public func workload(_ design: SubTransformer) throws(TransformerIRError) -> Workload {
    try Workload(design: design, architecture: space.architecture, setting: setting)
  }
}

extension SearchSpace {
  /// The design with the middle one of every list of choices: the fixed workload that shows a device's state.
  public var middling: SubTransformer {
    design(of: Gene(geneChoices.map { $0[$0.count / 2] }))
  }
}
