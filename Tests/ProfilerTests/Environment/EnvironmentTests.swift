import Foundation
import Hardware
import Quantities
import Testing

@testable import Profiler

@Suite struct EnvironmentTests {
  @Test func aRaspberryPiIsDescribed() throws {
    let environment = try RecordedMachines.machine("raspberry-pi-4").environment(threads: 4)
    #expect(environment.processor == "Cortex-A72")
    #expect(environment.stepping == "implementer 0x41, part 0xd08, r0p3")
    #expect(environment.microcode == nil && environment.hypervisor == nil && environment.energySource == nil)
    #expect(environment.instructionSets == ["neon"])
    #expect(environment.packages == 1 && environment.cores == 4 && environment.hardwareThreads == 4)
    #expect(environment.isMultithreaded == false && environment.coreKinds.map(\.cores) == [4])
    #expect(environment.caches.map(\.level) == ["l1d", "l2"])
    #expect(
      environment.caches[1]
        == .init(level: "l2", size: ByteCount(1 << 20), count: 1, sharedByCores: 4, lineBytes: 64, ways: 16))
    #expect(environment.memory == ByteCount(3_885_396 * 1024))
    #expect(environment.governor == "ondemand")
    #expect(environment.frequency == 600e6 && environment.frequencyLimit == 1.5e9)
    #expect(environment.temperatures == ["cpu-thermal": 48.686])
    #expect(environment.throttleWord == 0 && environment.load == [0.10, 0.05, 0.01])
    #expect(environment.system == "Debian GNU/Linux 12 (bookworm)" && environment.kernel == "Linux 6.1.21-v8+")
    #expect(environment.processorQuota == nil && environment.memoryLimit == nil)
  }

  @Test func aMachineOfTwoSocketsIsDescribed() throws {
    let environment = try RecordedMachines.machine("xeon-two-sockets").environment(threads: 20)
    #expect(environment.processor == "Intel(R) Xeon(R) CPU E5-2640 v4 @ 2.40GHz")
    #expect(environment.stepping == "family 6, model 79, stepping 1" && environment.microcode == "0xb000040")
    #expect(environment.instructionSets == ["sse2", "sse4_2", "avx", "fma", "avx2"])
    #expect(environment.packages == 2 && environment.numaNodes == 2)
    #expect(environment.cores == 20 && environment.hardwareThreads == 40)
    #expect(environment.isMultithreaded == true)
    #expect(environment.caches.map(\.count) == [20, 20, 2] && environment.caches.map(\.sharedByCores) == [1, 1, 10])
    #expect(environment.governor == "performance" && environment.hugePages == "always")
    #expect(environment.temperatures == ["x86_pkg_temp": 41, "x86_pkg_temp (thermal_zone1)": 43])
    #expect(environment.energySource == "powercap RAPL, package-0")
    #expect(environment.throttleWord == nil)
    #expect(environment.matrixKernel == "Haswell" && environment.pinnedMatrixKernel == nil)
  }

  @Test func theKindsOfAHybridProcessorAreCountedInCores() throws {
    let environment = try RecordedMachines.machine("hybrid-laptop").environment(threads: 4)
    #expect(
      environment.coreKinds == [
        .init(name: "performance", cores: 4, frequencyLimit: 4.4e9),
        .init(name: "efficiency", cores: 8, frequencyLimit: 3.3e9),
      ])
    #expect(environment.cores == 12 && environment.hardwareThreads == 16)
    #expect(environment.energySource == nil, "the meter is there, but not for this user")
  }

  /// Arm's hybrids have no list; each processor has a capacity. One at 1000 is of the same kind as one at 1024.
  @Test func capacitiesTellArmsKindsApart() throws {
    let capacities = ["446", "446", "1000", "1024"].enumerated().map {
      ("sys/devices/system/cpu/cpu\($0.offset)/cpu_capacity", Optional($0.element))
    }
    try RecordedMachines.with("raspberry-pi-4", changing: Dictionary(uniqueKeysWithValues: capacities)) { machine in
      #expect(machine.environment(threads: 1).coreKinds.map(\.name) == ["capacity 1024", "capacity 446"])
      #expect(machine.environment(threads: 1).coreKinds.map(\.cores) == [2, 2])
      #expect(machine.placement.processors(for: 4) == [2, 3, 0, 1])
    }
  }

  @Test func anUnknownArmCoreIsCalledByItsBoard() throws {
    let cpuinfo = "CPU implementer\t: 0x99\nCPU part\t: 0x123\n"
    try RecordedMachines.with("raspberry-pi-4", changing: ["proc/cpuinfo": cpuinfo]) {
      #expect($0.environment(threads: 1).processor == "Raspberry Pi 4 Model B Rev 1.4")
    }
    try RecordedMachines.with("raspberry-pi-4", changing: ["proc/cpuinfo": cpuinfo, "proc/device-tree/model": nil]) {
      #expect($0.environment(threads: 1).processor == "Arm 0x99 0x123")
    }
  }

  @Test(arguments: [
    (["sys/hypervisor/type": "xen"], "xen"),
    (["sys/class/dmi/id/sys_vendor": "QEMU"], "qemu"),
    (["sys/class/dmi/id/product_name": "VMware7,1"], "vmware"),
    (["proc/cpuinfo": "model name : AMD EPYC\nflags : sse2 hypervisor\n"], "yes"),
  ])
  func aHypervisorIsRecognised(files: [String: String], expected: String) throws {
    try RecordedMachines.with("xeon-two-sockets", changing: files) {
      #expect($0.environment(threads: 1).hypervisor == expected)
    }
  }

  /// Whatever it is, it has a processor, a date and a topology that hwloc reads again.
  @Test func thisMachineIsDescribed() throws {
    let machine = try Machine.current(watching: 0.05)
    let environment = machine.environment(threads: 1, date: Date(timeIntervalSince1970: 0))
    #expect(environment.cores > 0 && environment.hardwareThreads >= environment.cores)
    #expect(environment.date == "1970-01-01T00:00:00Z")
    #expect(environment.memory.map { $0 > ByteCount(1 << 26) } ?? true)
    #expect(try Topology(xml: environment.topologyXML).cores.count == environment.cores)
    #expect(Set(machine.allowedProcessors).isSubset(of: machine.topology.processors))
  }
}
