import Files
import Foundation
import Quantities

/// Profiles as JSON files: indented, keys sorted, so that they can be read and compared.
extension HardwareProfile {
  /// A profile is kilobytes; a file far larger is not one.
  private static let sizeLimit = 16 << 20

  /// Reads the profile in the file at `path`.
  ///
  /// - Throws: ``HardwareError`` naming file and key, what was found and what was expected.
  public static func load(file path: String) throws(HardwareError) -> HardwareProfile {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try WholeFile.read(path, limit: sizeLimit)
    } catch {
      throw .unreadable(file: path, reason: "\(error)")
    }
    return try parse(Data(bytes), name: path)
  }

  /// Reads a profile from JSON; `name` is what errors call it.
  public static func parse(_ data: Data, name: String) throws(HardwareError) -> HardwareProfile {
    struct Version: Decodable { var schema_version: Int }
    do {
      let decoder = JSONDecoder()
      let version = try decoder.decode(Version.self, from: data).schema_version
      guard version <= currentSchemaVersion else {
        throw HardwareError.newerSchema(file: name, found: version, supported: currentSchemaVersion)
      }
      guard version >= 1 else {
        throw HardwareError.malformed(
          file: name, path: "schema_version", reason: "found \(version), expected 1 or more")
      }
      let profile = try decoder.decode(HardwareProfile.self, from: data)
      try profile.validate(file: name)
      return profile
    } catch let error as HardwareError {
      throw error
    } catch let error as DecodingError {
      throw describe(error, name, data)
    } catch {
      throw .unreadable(file: name, reason: "it is not JSON: \(error.localizedDescription)")
    }
  }

  /// The profile as JSON text.
  public func json() throws(HardwareError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(self) + Data("\n".utf8)
    } catch {
      throw .unwritable(file: name, reason: "\(error)")
    }
  }

  /// Writes the profile to `path`, whole or not at all.
  public func save(file path: String) throws(HardwareError) {
    let data = try json()
    do throws(FileError) {
      try WholeFile.write([Array(data)], to: path)
    } catch {
      throw .unwritable(file: path, reason: "\(error)")
    }
  }

  /// Checks what the format alone does not: that numbers are usable.
  private func validate(file: String) throws(HardwareError) {
    func check(_ holds: Bool, _ path: String, _ reason: String) throws(HardwareError) {
      guard holds else { throw .malformed(file: file, path: path, reason: reason) }
    }
    for (precision, peak) in ceilings.peakThroughput {
      let value = peak.value.perSecond.value
      try check(
        value.isFinite && value > 0, "ceilings.peak_flop_per_second.\(precision)", "\(value) is not a throughput")
    }
    for level in ceilings.memory {
      for value in [level.capacity?.value.value, level.bandwidth?.value.perSecond.value].compactMap({ $0 }) {
        try check(value.isFinite && value > 0, "ceilings.memory.\(level.level)", "\(value) must be positive")
      }
    }
    let energies =
      [power?.whole?.value.perSecond.value, power?.flop?.value.value]
      + (power?.bytes ?? [:]).values.map { $0.value.value }
    for value in energies.compactMap({ $0 }) {
      try check(value.isFinite && value >= 0, "power", "\(value) must not be negative")
    }
    for (index, model) in latencyModels.enumerated() { try model.validate(file: file, path: "latency_models.\(index)") }
  }

  /// Where `data` stops being JSON. Foundation's decoder on Linux does not say, and calls a number that does not fit its
  /// key invalid JSON, too.
  private static func syntaxProblem(_ data: Data) -> String {
    do {
      _ = try JSONSerialization.jsonObject(with: data)
      return "a number is too large, or not whole where a whole one is expected"
    } catch {
      let detail = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
      return "it is not valid JSON: \(detail ?? error.localizedDescription)"
    }
  }

  private static func describe(_ error: DecodingError, _ file: String, _ data: Data) -> HardwareError {
    func path(_ context: DecodingError.Context) -> String {
      context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return .malformed(file: file, path: path(context), reason: "key '\(key.stringValue)' is missing")
    case .typeMismatch(let type, let context):
      return .malformed(file: file, path: path(context), reason: "expected \(type)")
    case .valueNotFound(let type, let context):
      return .malformed(file: file, path: path(context), reason: "found null, expected \(type)")
    case .dataCorrupted(let context):
      let reason = context.codingPath.isEmpty ? syntaxProblem(data) : context.debugDescription
      return .malformed(file: file, path: path(context), reason: reason)
    @unknown default:
      return .malformed(file: file, path: "", reason: "\(error)")
    }
  }
}

extension LatencyModel {
  fileprivate func validate(file: String, path: String) throws(HardwareError) {
    func check(_ holds: Bool, _ place: String, _ reason: String) throws(HardwareError) {
      guard holds else { throw .malformed(file: file, path: "\(path).\(place)", reason: reason) }
    }
    try check(Set(terms.map(\.name)).count == terms.count, "terms", "a term is named twice")
    for term in terms {
      try check(
        (0...LatencyModel.greatestCost).contains(term.value), "terms.\(term.name)",
        "\(term.value) must lie in 0...\(LatencyModel.greatestCost)")
      try check(
        term.value == 0 || term.value >= LatencyModel.leastCost, "terms.\(term.name)",
        "\(term.value) is too small to matter; give 0, or at least \(LatencyModel.leastCost)")
      try check(
        isRange(term.interval), "terms.\(term.name).interval", "must be a smallest and a largest value")
    }
    if let operators {
      try check(terms.isEmpty, "terms", "a model of operators has none")
      try operators.validate(check)
    } else {
      try check(terms.contains { $0.value > 0 }, "terms", "all are zero, so nothing would take any time")
    }
    let rule = interval
    try check(rule.level > 0 && rule.level < 1, "interval.level", "must lie between 0 and 1")
    try check((0...10).contains(rule.halfWidth), "interval.half_width_log_ratio", "must lie in 0...10")
    try check((0...2).contains(rule.exponent), "interval.exponent", "must lie in 0...2")
    try check(
      rule.reference.value > 0 && rule.reference.value <= LatencyModel.greatestCost, "interval.reference_second",
      "must be positive and at most \(LatencyModel.greatestCost)")
    for (feature, range) in domain {
      try check(isRange(range), "domain.\(feature)", "must be a smallest and a largest value")
    }
    try workload.validate(check)
    try residual?.validate(check)
  }

  /// In seconds, far above any cost of one unit of work; larger numbers would overflow when they are added up.
  private static let greatestCost = 1e9
  /// In seconds, far below any cost of one unit of work; smaller numbers would vanish when they are raised to the
  /// interval's exponent.
  private static let leastCost = 1e-30

  private func isRange(_ values: [Double]) -> Bool { values.count == 2 && values[0] <= values[1] }
}

extension LatencyModel.WorkloadDescription {
  fileprivate func validate(
    _ check: (Bool, String, String) throws(HardwareError) -> Void
  ) throws(HardwareError) {
    for (key, value) in [
      (CodingKeys.sourceLength, sourceLength), (.targetLength, targetLength), (.batch, batch), (.beam, beam),
      (.sourceVocabulary, sourceVocabulary), (.targetVocabulary, targetVocabulary), (.attentionWidth, attentionWidth),
    ] {
      try check((1...(1 << 24)).contains(value), "workload.\(key.rawValue)", "\(value) must lie in 1...\(1 << 24)")
    }
  }
}

extension LatencyModel.Residual {
  func validate(
    _ check: (Bool, String, String) throws(HardwareError) -> Void
  ) throws(HardwareError) {
    try check(
      inputMeans.count == inputScales.count && inputScales.allSatisfy { $0 > 0 }, "residual.input_scales",
      "every input needs a mean and a positive scale")
    try check(
      limit > 0 && limit <= 2, "residual.limit_log_ratio", "\(limit) must be positive and at most 2")
    try check(!networks.isEmpty, "residual.networks", "there are none")
    for network in networks {
      var width = inputMeans.count
      for layer in network.layers {
        try check(
          layer.weights.count == layer.biases.count && layer.weights.allSatisfy { $0.count == width },
          "residual.networks", "a layer's weights do not fit its \(width) inputs and \(layer.biases.count) outputs")
        try check(
          (layer.weights.joined() + layer.biases).allSatisfy { abs($0) <= 1e6 }, "residual.networks",
          "weights must lie in -1e6...1e6")
        width = layer.biases.count
      }
      try check(width == 1, "residual.networks", "a network ends in \(width) outputs, not one")
    }
  }
}
