import Foundation
import Profiler
import TestSupport
import Testing

@Suite struct RecordingTests {
  /// A recording holds all that matters: what is said of it is what is said of the machine.
  @Test(arguments: RecordedMachines.names) func aRecordingOfARecordingIsTheSameMachine(name: String) throws {
    let machine = try RecordedMachines.machine(name)
    try SharedFiles.withTemporaryFolder { folder in
      try machine.record(to: folder.path)
      let again = try Machine(recorded: folder.path)
      let date = Date()
      #expect(again.environment(threads: 2, date: date) == machine.environment(threads: 2, date: date))
      #expect(Doctor(again).findings == Doctor(machine).findings)
    }
  }

  @Test func thisMachineCanBeRecorded() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let machine = try Machine.current(watching: 0.05)
      try machine.record(to: folder.appendingPathComponent("new/here").path)
      let recorded = try Machine(recorded: folder.appendingPathComponent("new/here").path)
      #expect(recorded.topology.cores == machine.topology.cores)
      #expect(recorded.activity == machine.activity)
      #expect(recorded.environment(threads: 1).counters == machine.environment(threads: 1).counters)
    }
  }

  @Test func aFolderThatCannotBeMadeIsAnError() throws {
    let message = message { try RecordedMachines.machine("raspberry-pi-4").record(to: "/dev/null/x") }
    #expect(message.hasPrefix("cannot write '/dev/null/x/") && message.hasSuffix("choose another folder"), "\(message)")
  }
}
