import Foundation
import Hardware
import Profiler
import TestSupport
import Testing

/// Whatever a system writes into its files, it is described, and what cannot be understood is not known.
@Suite struct BadSystemTests {
  @Test(arguments: [
    "", "\0", "-1", "max", "9999999999999999999999", "a:b:c:d\n::\n:", "0-", "3-1,", "cpu\ncpu0\ncpu1 x y",
    "(((", "[", "MemTotal: x kB", "flags:", "0::/../../etc", String(repeating: "9", count: 10_000), "NaN", "0x",
    "1e999",
  ])
  func noTextIsTooOdd(text: String) throws {
    for name in ["raspberry-pi-4-throttled", "xeon-two-sockets"] {
      let files = try RecordedMachines.systemFiles(name).map { ($0, Optional(text)) }
      try RecordedMachines.with(name, changing: Dictionary(uniqueKeysWithValues: files)) { machine in
        #expect(machine.environment(threads: 1).cores > 0)
        #expect(!Doctor(machine).findings.isEmpty)
        let guards = SystemGuards(machine)
        guards.begin()
        #expect(guards.end().steal == 0)
      }
    }
  }

  @Test func aSystemWithoutAnyFileIsDescribedByItsTopology() throws {
    let files = try RecordedMachines.systemFiles("xeon-two-sockets").map { ($0, String?.none) }
    try RecordedMachines.with("xeon-two-sockets", changing: Dictionary(uniqueKeysWithValues: files)) { machine in
      let environment = machine.environment(threads: 2)
      #expect(environment.processor == "unknown" && environment.kernel == "unknown" && environment.cores == 20)
      #expect(environment.memory == nil && environment.governor == nil && environment.load.isEmpty)
      #expect(machine.allowedProcessors == Array(0..<40))
    }
  }

  @Test func bytesThatAreNotTextAreNotKnown() throws {
    try SharedFiles.withTemporaryFolder { folder in
      try Data([0xFF, 0xFE, 0x80]).write(to: folder.appendingPathComponent("odd"))
      #expect(SystemFiles(root: folder.path).text("odd") == nil)
    }
  }

  /// A control group's path comes from a file, and may be anything.
  @Test func aPathCannotLeaveTheRoot() throws {
    let files = SystemFiles(root: RecordedMachines.folder.appendingPathComponent("raspberry-pi-4/proc").path)
    #expect(files.text("loadavg") != nil)
    #expect(files.text("../proc/loadavg") == nil)
  }

  @Test func aRecordingWithoutItsPartsIsAnErrorThatNamesThem() throws {
    #expect(
      message { _ = try Machine(recorded: "/no/such/folder") }
        == "cannot read the recorded machine's '/no/such/folder/machine.json': there is no such file or folder; "
        + "record it with 'hatbench doctor --record DIR'")
    for (file, text, expected) in [
      ("topology.xml", nil, "/topology.xml': there is no such file"),
      ("machine.json", "{}", "it is not what a recording"),
      ("machine.json", "[", "it is not what a recording holds"),
      ("machine.json", machineFacts(cores: []), "its cores must have processors"),
      ("machine.json", machineFacts(cores: [[]]), "its cores must have processors"),
      ("machine.json", machineFacts(cores: [[0], [0]]), "its cores must have processors"),
      ("machine.json", machineFacts(cores: [[-1]]), "its cores must have processors"),
      ("machine.json", machineFacts(cores: [[9223372036854775807]]), "its cores must have processors"),
    ] as [(String, String?, String)] {
      let message = message { try RecordedMachines.with("raspberry-pi-4", changing: [file: text]) { _ in } }
      #expect(message.contains(expected), "\(message)")
    }
  }
}
