import Foundation
import Profiler
import Testing

@Suite struct DoctorTests {
  private func subjects(_ doctor: Doctor, _ severity: Finding.Severity) -> [String] {
    doctor.findings.filter { $0.severity == severity }.map(\.subject)
  }

  @Test func aQuietServerIsFit() throws {
    let doctor = Doctor(try RecordedMachines.machine("xeon-two-sockets"))
    #expect(doctor.isFit && doctor.environment.threads == 20)
    #expect(subjects(doctor, .warns) == [])
    #expect(subjects(doctor, .informs) == ["multithreading", "memory nodes"])
  }

  @Test func aPiThatChangesItsFrequencyIsWarnedOf() throws {
    let doctor = Doctor(try RecordedMachines.machine("raspberry-pi-4"))
    #expect(doctor.isFit && subjects(doctor, .warns) == ["governor"])
    let finding = try #require(doctor.findings.first)
    #expect(finding.found == "the frequency governor is ondemand")
    #expect(finding.remedy?.contains("'sudo cpupower frequency-set --governor performance'") == true)
  }

  /// Bits 0 and 2 hold now; the temperature is above the limit, and the frequency is capped.
  @Test func aThrottledPiIsNotFit() throws {
    let doctor = Doctor(try RecordedMachines.machine("raspberry-pi-4-throttled"))
    #expect(!doctor.isFit && doctor.blocking.map(\.subject) == ["throttling"])
    #expect(
      doctor.blocking[0].found
        == "the firmware holds the processor back now: under-voltage, throttled (throttle word 0x50005)")
    #expect(subjects(doctor, .warns) == ["governor", "frequency", "temperature"])
  }

  @Test func aHybridLaptopInUseIsWarnedOf() throws {
    let machine = try RecordedMachines.machine("hybrid-laptop")
    let doctor = Doctor(machine)
    #expect(doctor.isFit)
    #expect(subjects(doctor, .warns) == ["governor", "other processes", "memory", "swap", "hybrid processor"])
    #expect(
      subjects(doctor, .informs) == ["matrix library", "huge pages", "multithreading", "counters", "energy"])
    #expect(doctor.findings.contains { $0.found.contains("firefox (process 812)") })
    #expect(doctor.findings.contains { $0.remedy == "use '--threads 4' to keep to the fast cores" })
    let fast = Doctor(machine, threads: 4)
    #expect(fast.environment.boundCores == [0, 2, 4, 6])
    #expect(subjects(fast, .warns).contains("hybrid processor") == false)
  }

  /// Each change to the quiet server gives the finding that it should, as badly as it should.
  @Test(arguments: [
    ("sys/devices/platform/soc/soc:firmware/get_throttled", "20000", "throttling", Finding.Severity.warns),
    ("sys/devices/system/cpu/cpu10/cpufreq/scaling_governor", "powersave", "governor", .warns),
    ("sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq", "1200000", "frequency", .warns),
    ("sys/fs/cgroup/user.slice/cpu.max", "400000 100000", "processor quota", .blocks),
    ("sys/fs/cgroup/user.slice/cpu.max", "2500000 100000", "processor quota", .informs),
    ("sys/fs/cgroup/user.slice/memory.max", "134217728", "memory", .blocks),
    ("proc/meminfo", "MemAvailable: 700000 kB", "memory", .warns),
    ("proc/meminfo", "SwapTotal: 900000 kB\nSwapFree: 100000 kB", "swap", .warns),
    ("proc/self/status", "Cpus_allowed_list:\t0-3", "affinity", .informs),
    ("sys/class/dmi/id/sys_vendor", "QEMU", "virtual machine", .informs),
    ("sys/kernel/mm/transparent_hugepage/enabled", "always madvise [never]", "huge pages", .informs),
    ("sys/class/powercap/intel-rapl:0/energy_uj", "", "energy", .informs),
    ("proc/cpuinfo", "flags : sse2 avx avx2 avx512f", "matrix kernel", .warns),
    ("sys/class/thermal/thermal_zone1/trip_point_0_type", "passive", "temperature", .warns),
  ])
  func everyChangeIsFound(path: String, text: String, subject: String, severity: Finding.Severity) throws {
    let files = [path: text, "sys/class/thermal/thermal_zone1/trip_point_0_temp": "45000"]
    try RecordedMachines.with("xeon-two-sockets", changing: files) { machine in
      let findings = Doctor(machine).findings
      #expect(findings.contains { $0.subject == subject && $0.severity == severity }, "\(findings)")
    }
  }

  @Test(arguments: [
    (#"{"seconds": 1, "steal_percent": 12, "others": 0, "busiest": []}"#, "stolen time", Finding.Severity.blocks),
    (#"{"seconds": 1, "steal_percent": 2, "others": 0, "busiest": []}"#, "stolen time", .warns),
    (#"{"seconds": 1, "steal_percent": 0, "others": 20.5, "busiest": []}"#, "other processes", .blocks),
    (#"{"seconds": 1, "steal_percent": 0, "others": 1, "busiest": []}"#, "other processes", .warns),
  ])
  func companyIsFound(activity: String, subject: String, severity: Finding.Severity) throws {
    try withFacts(machineFacts(activity: activity)) { doctor in
      #expect(doctor.findings.filter { $0.subject == subject }.map(\.severity) == [severity])
    }
  }

  /// A debug build blocks; a pin that is in force warns; one that was taken away is worth knowing.
  @Test func theProgramItselfIsLookedAt() throws {
    try withFacts(machineFacts(build: "debug", pins: #"{"OPENBLAS_CORETYPE": "Nehalem"}"#, kernel: "Nehalem")) {
      doctor in
      #expect(doctor.blocking.map(\.subject) == ["build"])
      #expect(subjects(doctor, .warns) == ["matrix library", "matrix kernel"])
      #expect(doctor.environment.pinnedMatrixKernel == "Nehalem")
    }
    try withFacts(machineFacts(removedPins: #"{"OPENBLAS_CORETYPE": "Haswell"}"#)) { doctor in
      #expect(doctor.isFit && subjects(doctor, .informs).contains("matrix library"))
      #expect(doctor.environment.pinnedMatrixKernel == nil)
    }
  }

  /// Tests may run in either build; the doctor says which.
  @Test func thisMachineIsLookedAt() throws {
    let doctor = Doctor(try Machine.current(watching: 0.05))
    #if DEBUG
      #expect(doctor.blocking.contains { $0.subject == "build" })
    #else
      #expect(!doctor.findings.contains { $0.subject == "build" })
    #endif
    #expect(doctor.findings.allSatisfy { !$0.found.isEmpty && !$0.reason.isEmpty })
  }

  private func withFacts(_ facts: String, _ body: (Doctor) throws -> Void) throws {
    try RecordedMachines.with("xeon-two-sockets", changing: ["machine.json": facts]) { try body(Doctor($0)) }
  }
}
