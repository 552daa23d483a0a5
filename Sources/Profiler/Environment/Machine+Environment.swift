import Foundation
import Hardware

extension Machine {
  /// The conditions under which this machine measures now.
  ///
  /// - Parameters:
  ///   - threads: Worker threads.
  ///   - boundTo: The logical processor of each; empty if they are not bound.
  ///   - date: When.
  public func environment(threads: Int, boundTo: [Int] = [], date: Date = Date()) -> Environment {
    let processor = ProcessorDescription(files)
    let system = SystemDescription(files, processorShowsHypervisor: processor.hasHypervisor)
    var environment = Environment(
      processor: processor.name, packages: topology.packages, numaNodes: topology.numaNodes,
      cores: topology.cores.count, hardwareThreads: topology.processors.count, system: system.name,
      kernel: system.kernel, compiler: program.compiler, build: program.build, threads: threads,
      date: date.formatted(.iso8601))
    environment.stepping = processor.stepping
    environment.microcode = processor.microcode
    environment.instructionSets = processor.instructionSets
    environment.coreKinds = coreKinds.summary(topology)
    environment.caches = topology.caches
    environment.memory = MemoryState(files).total
    environment.topologyXML = topology.xml
    environment.hypervisor = system.hypervisor
    environment.matrixLibrary = program.matrixLibrary
    environment.matrixKernel = program.matrixKernel
    environment.pinnedMatrixKernel = program.pins["OPENBLAS_CORETYPE"]
    environment.boundCores = boundTo
    addState(to: &environment, processor)
    addCounters(to: &environment)
    return environment
  }

  /// What can change from one moment to the next, or with a setting.
  private func addState(to environment: inout Environment, _ processor: ProcessorDescription) {
    let frequencies = Frequencies(files, processors: allowedProcessors)
    environment.governor = frequencies.governors.isEmpty ? nil : frequencies.governors.joined(separator: ", ")
    environment.frequency = frequencies.now ?? processor.frequency
    environment.frequencyLimit = frequencies.limit
    environment.isMultithreaded = isMultithreaded
    environment.hugePages = hugePages
    let group = ControlGroup(files)
    environment.processorQuota = group.processorQuota
    environment.memoryLimit = group.memoryLimit
    environment.temperatures = Heat(files).temperatures
    environment.throttleWord = throttleWord?.bits
    environment.load = load
    environment.stealPercent = activity?.stealPercent
  }

  private func addCounters(to environment: inout Environment) {
    let session = CounterSession(self)
    environment.counters = session.hardwareEvents
    environment.countersReason = session.reason
    environment.energySource = energy.flatMap { $0.isReadable ? "powercap RAPL, \($0.domain)" : nil }
  }

  /// Whether two usable hardware threads share a core.
  var isMultithreaded: Bool {
    files.number("sys/devices/system/cpu/smt/active").map { $0 == 1 }
      ?? topology.cores.contains { $0.processors.count > 1 }
  }

  /// The word in brackets of `always [madvise] never`.
  var hugePages: String? {
    files.text("sys/kernel/mm/transparent_hugepage/enabled")?.split(separator: " ")
      .first { $0.hasPrefix("[") && $0.hasSuffix("]") }.map { String($0.dropFirst().dropLast()) }
  }
}
