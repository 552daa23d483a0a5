/// Temperatures of a machine, and the ones it avoids.
struct Heat: Hashable, Sendable {
  /// Degrees Celsius by thermal zone.
  var temperatures: [String: Double]
  /// By zone, the lowest temperature at which the system slows the processor down or stops it.
  var limits: [String: Double]

  init(_ files: SystemFiles) {
    (temperatures, limits) = ([:], [:])
    let firmwareLimit = files.exists(ThrottleWord.path) ? [Self.raspberryPiLimit] : []
    for zone in Self.zones(files) {
      let type = files.text("\(zone.folder)/type") ?? zone.name
      let name = temperatures[type] == nil ? type : "\(type) (\(zone.name))"
      temperatures[name] = files.text(zone.temperaturePath).flatMap(Self.celsius)
      let trips = (0..<Self.mostTrips).compactMap { trip -> Double? in
        let kind = files.text("\(zone.folder)/trip_point_\(trip)_type")
        guard kind == "passive" || kind == "hot" || kind == "critical" else { return nil }
        // Firmware writes 0 or less for a trip that it does not use.
        return files.text("\(zone.folder)/trip_point_\(trip)_temp").flatMap(Self.celsius).flatMap { $0 > 0 ? $0 : nil }
      }
      if temperatures[name] != nil { limits[name] = (trips + firmwareLimit).min() }
    }
  }

  /// A Raspberry Pi's firmware slows down at 80 °C, which no trip point tells.
  ///
  /// Source: Raspberry Pi Documentation, "Frequency management and thermal control".
  private static let raspberryPiLimit = 80.0

  /// A zone's folder.
  struct Zone {
    var name: String
    var folder: String { "sys/class/thermal/\(name)" }
    var temperaturePath: String { "\(folder)/temp" }
  }

  static func zones(_ files: SystemFiles) -> [Zone] {
    files.names(in: "sys/class/thermal", prefix: "thermal_zone").map { Zone(name: $0) }
  }

  /// Thousandths of a degree, as zones give them; sensors that are off give absurd numbers.
  static func celsius(_ text: String) -> Double? {
    guard let thousandths = Int(text), (-100_000...200_000).contains(thousandths) else { return nil }
    return Double(thousandths) / 1000
  }

  private static let mostTrips = 12
}
