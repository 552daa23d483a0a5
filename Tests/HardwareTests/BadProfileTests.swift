import Foundation
import Hardware
import TestSupport
import Testing

/// Every kind of bad profile gets an error that names the file, the key and what was expected.
@Suite struct BadProfileTests {
  /// JSON has no sendable type for "any value", so arguments are JSON themselves; nil removes the key.
  struct Change: Sendable {
    var path: String
    var json: String?
    var expected: String

    init(_ path: String, _ json: String?, _ expected: String) {
      self.path = path
      self.json = json
      self.expected = expected
    }
  }

  @Test(arguments: [
    Change("schema_version", nil, "key 'schema_version' is missing"),
    Change("schema_version", "0", "at schema_version: found 0, expected 1 or more"),
    Change("schema_version", "1.5", "not whole where a whole one is expected"),
    Change("name", nil, "key 'name' is missing"),
    Change("name", "7", "at name: expected String"),
    Change("name", "null", "expected String"),
    Change("device.kind", #""tpu""#, "at device.kind"),
    Change("device.notes", nil, "at device: key 'notes' is missing"),
    Change("latency_models", "{}", "at latency_models: expected Array"),
    Change("latency_models.0.runtime", #""jax""#, "at latency_models.0.runtime"),
    Change("latency_models.0.terms.1.value", #""fast""#, "at latency_models.0.terms.1.value: expected Double"),
    Change("latency_models.0.terms.0.value", "-1e-3", "terms.per_layer: -0.001 must lie in 0...1000000000.0"),
    Change("latency_models.0.terms.0.value", "1e300", "terms.per_layer: 1e+300 must lie in 0...1000000000.0"),
    Change("latency_models.0.terms.0.value", "1e-300", "terms.per_layer: 1e-300 is too small to matter"),
    Change("latency_models.0.terms.0.value", "0", "terms: all are zero, so nothing would take any time"),
    Change("latency_models.0.terms.1.name", #""per_layer""#, "terms: a term is named twice"),
    Change("latency_models.0.terms", "[]", "terms: all are zero"),
    Change("latency_models.0.terms.0.interval", "[1]", "terms.per_layer.interval: must be a smallest and a largest"),
    Change("latency_models.0.interval.level", "1", "interval.level: must lie between 0 and 1"),
    Change("latency_models.0.interval.half_width_log_ratio", "-0.1", "half_width_log_ratio: must lie in 0...10"),
    Change("latency_models.0.interval.exponent", "3", "interval.exponent: must lie in 0...2"),
    Change("latency_models.0.interval.reference_second", "0", "interval.reference_second: must be positive"),
    Change("latency_models.0.domain.decoder_layer_num", "[6, 1]", "domain.decoder_layer_num: must be a smallest"),
    Change("latency_models.0.domain.decoder_layer_num", "[6]", "domain.decoder_layer_num: must be a smallest"),
    Change("latency_models.0.workload.beam", "0", "workload.beam: 0 must lie in 1...16777216"),
    Change("latency_models.0.workload.source_length", "9223372036854775807", "workload.source_length"),
    Change("latency_models.0.workload.source_length", "1e40", "a number is too large, or not whole"),
    Change("latency_models.0.residual.input_scales", "[1, 0]", "residual.input_scales: every input needs a mean"),
    Change("latency_models.0.residual.input_means", "[1]", "residual.input_scales: every input needs a mean"),
    Change("latency_models.0.residual.limit_log_ratio", "-1", "limit_log_ratio: -1.0 must be positive"),
    Change("latency_models.0.residual.networks", "[]", "residual.networks: there are none"),
    Change("latency_models.0.residual.networks.0.layers.0.biases", "[0]", "weights do not fit its 2 inputs"),
    Change("latency_models.0.residual.networks.0.layers.1.weights", "[[1, 1]]", "weights do not fit its 3 inputs"),
    Change("latency_models.0.residual.networks.0.layers", "[]", "a network ends in 2 outputs, not one"),
    Change("latency_models.0.residual.networks.0.layers.1.biases", "[1e30]", "weights must lie in -1e6...1e6"),
    Change("ceilings.memory.1.bandwidth_byte_per_second.value", "0", "at ceilings.memory.dram: 0.0 must be positive"),
    Change("ceilings.memory.0.capacity_byte.value", "-1", "at ceilings.memory.l2: -1.0 must be positive"),
    Change("ceilings.memory.0.capacity_byte.provenance", nil, "key 'provenance' is missing"),
    Change("ceilings.memory.0.capacity_byte.provenance.kind", #""guessed""#, "provenance.kind"),
    Change("ceilings.peak_flop_per_second.fp32.value", "0", "at ceilings.peak_flop_per_second.fp32: 0.0 is not a"),
  ])
  func aBadKeyIsNamed(change: Change) throws {
    let value = try change.json.map {
      try JSONSerialization.jsonObject(with: Data($0.utf8), options: .fragmentsAllowed)
    }
    let data = try HardwareProfile.changed(change.path.split(separator: ".").map(String.init), to: value)
    let message = message { _ = try HardwareProfile.parse(data, name: "p.json") }
    #expect(message.hasPrefix("profile 'p.json'") && message.contains(change.expected), "\(message)")
  }

  @Test func aNewerSchemaAsksForAnUpdate() throws {
    let data = try HardwareProfile.changed(["schema_version"], to: 3)
    #expect(
      message { _ = try HardwareProfile.parse(data, name: "p.json") }
        == "profile 'p.json' has schema version 3; this hatbench reads up to 2: update hatbench")
  }

  /// Version first: a newer format may lack what this one needs.
  @Test func aNewerSchemaIsRecognisedWhateverElseIsThere() {
    #expect(
      throws: HardwareError.newerSchema(file: "p", found: 9, supported: HardwareProfile.currentSchemaVersion)
    ) { try HardwareProfile.parse(Data(#"{"schema_version": 9}"#.utf8), name: "p") }
  }

  /// Every hundredth byte is a possible place for a download to break off.
  @Test func aTruncatedFileIsAnErrorWhereverItEnds() throws {
    let data = try HardwareProfile.example.json()
    for end in stride(from: 0, to: data.count - 2, by: 100) {
      #expect(throws: HardwareError.self) { try HardwareProfile.parse(data.prefix(end), name: "p") }
    }
  }

  /// JSON has no NaN; the position is that of its first letter, counted from 0.
  @Test func aTextThatIsNotJSONSaysWhere() {
    let message = message { _ = try HardwareProfile.parse(Data(#"{"schema_version": NaN}"#.utf8), name: "p") }
    #expect(message == "profile 'p': it is not valid JSON: Invalid value around character 19.")
  }

  @Test(arguments: [
    "", "NaN", #"{"schema_version": 1, "name": NaN}"#, "[]", "null", "\u{0}", "\u{FEFF}{}",
    String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
    #"{"schema_version": 1, "name": "# + String(repeating: "[", count: 100_000),
  ])
  func whatIsNotAProfileIsAnError(text: String) {
    #expect(throws: HardwareError.self) { try HardwareProfile.parse(Data(text.utf8), name: "p") }
  }

  @Test func bytesThatAreNotTextAreAnError() {
    #expect(throws: HardwareError.self) { try HardwareProfile.parse(Data([0xFF, 0xFE, 0x00, 0x80]), name: "p") }
  }

  /// One byte over 16 MiB.
  @Test func aHugeFileIsRefusedBeforeItIsParsed() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("p.json")
      try Data(count: (16 << 20) + 1).write(to: file)
      #expect(
        message { _ = try HardwareProfile.load(file: file.path) }
          == "cannot read profile '\(file.path)': it has more than the 16777216 bytes that such a file can have")
    }
  }

  @Test func aMissingFileIsAnError() {
    #expect(
      message { _ = try HardwareProfile.load(file: "/no/such/p.json") }
        == "cannot read profile '/no/such/p.json': there is no such file or folder")
  }

  @Test func aFolderIsNotAFile() throws {
    try SharedFiles.withTemporaryFolder { folder in
      #expect(
        message { _ = try HardwareProfile.load(file: folder.path) }
          == "cannot read profile '\(folder.path)': it is a folder")
    }
  }
}
