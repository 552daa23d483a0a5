import Foundation
import TestSupport
import Testing

/// `hatbench doctor` and `hatbench profiles diff`. Runs the built program, on recorded machines.
@Suite struct DoctorCommandTests {
  private func machine(_ name: String) -> String {
    SharedFiles.repository.appendingPathComponent("Tests/ProfilerTests/Fixtures/machines/\(name)").path
  }

  @Test func aFitMachineExits0() throws {
    let run = try CommandLine.run("doctor", "--recorded", machine("xeon-two-sockets"))
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(run.output.contains("Intel(R) Xeon(R) CPU E5-2640 v4") && run.output.hasSuffix("fit to be measured\n"))
    #expect(run.output.contains("threads           20 on processors 0 1 2"))
  }

  @Test func aMachineThatIsNotFitExits1AndSaysWhy() throws {
    let run = try CommandLine.run("doctor", "--recorded", machine("raspberry-pi-4-throttled"))
    #expect(run.status == 1 && run.output.hasSuffix("not fit to be measured: mend what blocks\n"))
    #expect(run.output.contains("blocks    throttling: the firmware holds the processor back now: under-voltage"))
    #expect(run.errors.contains("this machine is not fit to be measured: the firmware holds"))
  }

  @Test func findingsAreJSONToo() throws {
    let run = try CommandLine.run("doctor", "--recorded", machine("hybrid-laptop"), "--threads", "4", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let json = try run.json
    #expect(json["is_fit"] as? Bool == true)
    let environment = try #require(json["environment"] as? [String: Any])
    #expect(environment["bound_cores"] as? [Int] == [0, 2, 4, 6])
    let findings = try #require(json["findings"] as? [[String: String]])
    #expect(findings.allSatisfy { Set(["severity", "subject", "found", "reason"]).isSubset(of: $0.keys) })
    #expect(findings.map { $0["severity"] ?? "" }.contains("warns"))
  }

  /// What is said of a recording of this machine is what was said of it; the tests' build may be one that blocks.
  @Test func thisMachineIsRecordedAndLookedAtElsewhere() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let here = try CommandLine.run("doctor", "--record", folder.path, "--json")
      let there = try CommandLine.run("doctor", "--recorded", folder.path, "--json")
      #expect(here.status == there.status)
      let subjects = try [here, there].map { run in
        try (run.json["findings"] as? [[String: String]] ?? []).compactMap { $0["subject"] }
      }
      #expect(!subjects[0].isEmpty && subjects[0] == subjects[1])
    }
  }

  /// Taken away before the library is loaded, but not forgotten.
  @Test func aPinnedMatrixLibraryIsSeen() throws {
    let run = try CommandLine.run("doctor", "--json", environment: ["OPENBLAS_CORETYPE": "Nehalem"])
    let findings = try #require(try run.json["findings"] as? [[String: String]])
    let finding = findings.first { $0["found"]?.contains("OPENBLAS_CORETYPE=Nehalem") == true }
    #expect(finding?["severity"] == "informs")
    let environment = try #require(try run.json["environment"] as? [String: Any])
    #expect(environment["pinned_matrix_kernel"] == nil)
  }

  @Test func badArgumentsAreErrors() throws {
    let missing = try CommandLine.run("doctor", "--recorded", "/no/such/folder")
    #expect(missing.status == 1 && missing.errors.contains("hatbench doctor --record DIR"))
    #expect(try CommandLine.run("doctor", "--threads", "0").status == 64)
    let unwritable = try CommandLine.run(
      "doctor", "--recorded", machine("raspberry-pi-4"), "--record", "/dev/null/x")
    #expect(unwritable.status == 1 && unwritable.errors.contains("choose another folder"))
  }

  @Test func aDifferenceListsKeysAndRatios() throws {
    let run = try CommandLine.run("profiles", "diff", "raspberry-pi-4", "titan-xp")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("device.model") && run.output.contains("×"))
    let json = try CommandLine.run("profiles", "diff", "raspberry-pi-4", "titan-xp", "--json").json
    let entries = try #require(json["lasting"] as? [[String: Any]])
    let peak = try #require(entries.first { $0["key"] as? String == "ceilings.peak_flop_per_second.fp32.value" })
    #expect((peak["ratio"] as? Double).map { $0 > 100 } == true)
  }

  @Test func equalProfilesDoNotDiffer() throws {
    let run = try CommandLine.run("profiles", "diff", "titan-xp", "titan-xp")
    #expect(run.status == 0 && run.output == "nothing differs that lasts\n")
    let unknown = try CommandLine.run("profiles", "diff", "titan-xp", "no-such")
    #expect(unknown.status == 1 && unknown.errors.contains("no profile named 'no-such'"))
  }
}
