/// Whether the processor is held back, or soon will be.
extension Checks {
  var heat: [Finding] { throttling + temperatures }

  /// Low bits hold now and make every time wrong; high ones held before, and will again.
  private var throttling: [Finding] {
    guard let word = machine.throttleWord else { return [] }
    let past = word.sinceStart & ~word.now
    func names(_ reasons: Int) -> String {
      "\(ThrottleWord.meanings(reasons).joined(separator: ", ")) (throttle word 0x\(String(word.bits, radix: 16)))"
    }
    var findings: [Finding] = []
    if word.now != 0 {
      findings.append(
        Finding(
          .blocks, "throttling", found: "the firmware holds the processor back now: \(names(word.now))",
          reason: "times are those of a slower processor", remedy: Self.remedy(word.now)))
    }
    if past != 0 {
      findings.append(
        Finding(
          .warns, "throttling", found: "the firmware has held the processor back since it started: \(names(past))",
          reason: "it will again under a load that lasts", remedy: Self.remedy(past)))
    }
    return findings
  }

  private static func remedy(_ reasons: Int) -> String {
    let isPower = reasons & 1 == 1
    return (isPower ? "use the maker's power supply (5.1 V, 3 A) and a short cable" : "add a heat sink or a fan")
      + "; 'vcgencmd get_throttled' shows whether it helped"
  }

  /// Closer than this to a limit, in degrees, a load of a minute reaches it.
  private static let margin = 5.0

  private var temperatures: [Finding] {
    let heat = Heat(machine.files)
    return heat.temperatures.sorted { $0.key < $1.key }.compactMap { zone, temperature in
      guard let limit = heat.limits[zone], temperature > limit - Self.margin else { return nil }
      return Finding(
        .warns, "temperature", found: "\(zone) is at \(temperature) °C; the system slows down or stops at \(limit) °C",
        reason: "the processor will slow down while it is measured", remedy: "let it cool, and see to its fan")
    }
  }
}
