import Foundation
import Hardware
import Quantities

extension ProfileMeasurements {
  /// How far to trust the measurements, from noise, regimes and the laws that the numbers break; every limit that was
  /// crossed lowers the grade and is told.
  public var quality: HardwareProfile.Quality {
    var grade = HardwareProfile.Quality.Grade.a
    var reasons: [String] = []
    func judge(_ found: HardwareProfile.Quality.Grade, _ reason: String) {
      grade = max(grade, found)
      reasons.append(reason)
    }
    func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
    if let noise {
      judge(
        Self.grade(noise.meanAbsolute, Self.noiseLimits),
        "visits to one design differ by \(percent(noise.meanAbsolute))")
    } else {
      judge(.c, "every design was visited once, so noise is not known: profile with a larger budget")
    }
    let quarantined = Double(self.quarantined) / Double(max(samples, 1))
    judge(
      Self.grade(quarantined, Self.regimeLimits),
      quarantined == 0
        ? "the device stayed in one state"
        : "\(percent(quarantined)) of the samples were taken in another state of the device and left out")
    let disturbed = Double(self.disturbed) / Double(max(samples, 1))
    judge(
      Self.grade(disturbed, Self.disturbanceLimits),
      "\(percent(disturbed)) of the samples were disturbed by other programs, even when repeated")
    if violations.isEmpty {
      reasons.append("no measurement contradicts another")
    } else {
      judge(
        violations.count > 2 ? .c : .b,
        "\(violations.count) measurements contradict others; the first: \(violations[0])")
    }
    if sessions > 1 { judge(.b, "measured in \(sessions) sessions") }
    return HardwareProfile.Quality(grade: grade, reasons: reasons)
  }

  /// The most noise, samples in other states and disturbed samples that the grades A, B and C allow.
  private static let noiseLimits = [0.01, 0.03, 0.08]
  private static let regimeLimits = [0.02, 0.1, 0.3]
  private static let disturbanceLimits = [0.05, 0.25, 0.6]

  private static func grade(_ value: Double, _ limits: [Double]) -> HardwareProfile.Quality.Grade {
    zip(limits, [HardwareProfile.Quality.Grade.a, .b, .c]).first { value <= $0.0 }?.1 ?? .d
  }
}
