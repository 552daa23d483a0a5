import Foundation
import Hardware
import Quantities
import TestSupport
import Testing

@Suite struct ProfileFileTests {
  @Test func aProfileSurvivesItsFile() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("example.json").path
      try HardwareProfile.example.save(file: file)
      #expect(try HardwareProfile.load(file: file) == .example)
      #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == HardwareProfile.example.json())
    }
  }

  /// One key per line; of two keys at the same depth of one object, the earlier is the smaller.
  @Test func keysAreSortedAndOnePerLine() throws {
    let lines = String(decoding: try HardwareProfile.example.json(), as: UTF8.self).split(separator: "\n")
    var last: [Int: Substring] = [:]
    for line in lines {
      let indent = line.prefix { $0 == " " }.count
      for deeper in last.keys where deeper > indent { last[deeper] = nil }
      guard line.dropFirst(indent).first == "\"", line.contains(" : ") else { continue }
      let key = line.dropFirst(indent + 1).prefix { $0 != "\"" }
      if let previous = last[indent] { #expect(previous < key) }
      last[indent] = key
    }
    #expect(lines.first == "{" && lines.last == "}")
  }

  @Test(arguments: [
    "peak_flop_per_second", "capacity_byte", "bandwidth_byte_per_second", "reference_second", "half_width_log_ratio",
    "limit_log_ratio", "held_out_steady_mape_percent", "noise_floor_percent",
  ])
  func keysCarryTheirUnits(key: String) throws {
    #expect(String(decoding: try HardwareProfile.example.json(), as: UTF8.self).contains("\"\(key)\""))
  }

  /// What was not measured has no key, so that it can never be taken for zero.
  @Test func whatIsNotKnownIsAbsentNotZero() throws {
    let json = String(decoding: try HardwareProfile.example.json(), as: UTF8.self)
    #expect(!json.contains("held_out_steady_coverage_90_percent"))
    #expect(!json.contains("null"))
    let profile = try HardwareProfile.parse(HardwareProfile.example.json(), name: "p")
    #expect(profile.ceilings.memory[0].bandwidth == nil)
    #expect(profile.latencyModels[0].evidence.heldOutCoveragePercent == nil)
  }

  @Test func theFarthestKnownLevelIsMainMemory() {
    let ceilings = HardwareProfile.example.ceilings
    #expect(ceilings.mainMemoryBandwidth == Bandwidth(perSecond: ByteCount(5.5e9)))
    #expect(ceilings.peak(.fp32) == Throughput(perSecond: FLOPCount(48e9)))
    #expect(HardwareProfile.Ceilings().mainMemoryBandwidth == nil)
    #expect(HardwareProfile.Ceilings().peak(.fp32) == nil)
  }

  @Test func aMeasurementWithoutSpreadStaysWithoutSpread() throws {
    let measurement = Hardware.Measurement(mean: Seconds(2), standardDeviation: nil)
    let json = try JSONEncoder().encode(measurement)
    #expect(String(decoding: json, as: UTF8.self) == #"{"mean_second":2}"#)
    #expect(try JSONDecoder().decode(Hardware.Measurement.self, from: json) == measurement)
  }

  @Test func savingIntoAMissingFolderIsAnError() {
    let file = "/no/such/folder/p.json"
    #expect(message { try HardwareProfile.example.save(file: file) }.hasPrefix("cannot write profile '\(file)'"))
  }

  @Test func savingReplacesAFileWhole() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("p.json").path
      try Data(repeating: 32, count: 100_000).write(to: URL(fileURLWithPath: file))
      try HardwareProfile.example.save(file: file)
      #expect(try HardwareProfile.load(file: file) == .example)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["p.json"])
    }
  }
}
