import Hardware
import Quantities
import Reporting

/// A machine's conditions as rows of two cells, name and value; what is not known has no row.
struct EnvironmentView {
  private let machine: Environment

  init(_ environment: Environment) { machine = environment }

  var rows: [[String]] {
    let all: [(String, [String?])] = [
      ("processor", [machine.processor, machine.stepping, machine.microcode.map { "microcode \($0)" }]),
      ("instruction sets", machine.instructionSets),
      ("layout", layout),
      ("caches", machine.caches.map(Self.cache)),
      ("memory", [machine.memory.map(Self.size), machine.memoryLimit.map { "of which \(Self.size($0)) may be used" }]),
      ("quota", [machine.processorQuota.map { "\(Numeral.text($0)) processors" }]),
      ("system", [machine.system, machine.kernel]),
      ("hypervisor", [machine.hypervisor]),
      ("frequency", frequency),
      ("temperature", machine.temperatures.sorted { $0.key < $1.key }.map { "\($0.key) \(Numeral.text($0.value)) °C" }),
      ("load", machine.load.map { Numeral.text($0) }),
      ("stolen time", [machine.stealPercent.map { "\(Numeral.text($0)) %" }]),
      ("huge pages", [machine.hugePages]),
      ("matrix library", [machine.matrixLibrary, machine.matrixKernel.map { "kernel \($0)" }]),
      ("program", [machine.compiler, machine.build]),
      ("threads", threads),
      ("counters", machine.counters),
      ("energy", [machine.energySource]),
    ]
    return all.compactMap { name, values in
      let known = values.compactMap { $0 }
      return known.isEmpty ? nil : [name, known.joined(separator: ", ")]
    }
  }

  private var layout: [String] {
    let kinds = machine.coreKinds.count > 1 ? " (\(machine.coreKinds.map(Self.kind).joined(separator: ", ")))" : ""
    return [
      Self.count(machine.packages, "package"), Self.count(machine.numaNodes, "memory node"),
      Self.count(machine.cores, "core") + kinds, Self.count(machine.hardwareThreads, "hardware thread"),
    ]
  }

  private var frequency: [String?] {
    [
      machine.frequency.map(Self.gigahertz), machine.frequencyLimit.map { "at most \(Self.gigahertz($0))" },
      machine.governor.map { "governor \($0)" },
    ]
  }

  private var threads: [String] {
    let bound = machine.boundCores.map(String.init).joined(separator: " ")
    return ["\(machine.threads)" + (bound.isEmpty ? ", not bound" : " on processors \(bound)")]
  }

  private static func kind(_ kind: Environment.CoreKind) -> String {
    "\(kind.cores) \(kind.name)" + (kind.frequencyLimit.map { " up to \(gigahertz($0))" } ?? "")
  }

  private static func cache(_ cache: Environment.Cache) -> String {
    "\(cache.level) \(cache.count > 1 ? "\(cache.count) × " : "")\(size(cache.size))"
  }

  private static func size(_ bytes: ByteCount) -> String {
    let units = [("GiB", 1_073_741_824.0), ("MiB", 1_048_576), ("KiB", 1024)]
    let (unit, scale) = units.first { bytes.value >= $0.1 } ?? ("bytes", 1)
    return "\(Numeral.text(bytes.value / scale)) \(unit)"
  }

  private static func gigahertz(_ hertz: Double) -> String { "\(Numeral.text(hertz / 1e9)) GHz" }

  private static func count(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }
}
