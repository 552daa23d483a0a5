import CostModel
import Quantities
import Reporting

/// A sweep of one number of the hardware as text and as a chart: what to buy.
struct SweepView {
  let sweep: HardwareSweep

  private var unit: HardwareUnit { HardwareUnit(sweep.quantity) }
  /// Of all quantities only this is better the less there is of it.
  private var isOverhead: Bool { sweep.quantity == .overhead }

  /// Table, knees and verdict, ready to print.
  var text: String { ["\(table)", (knees + [verdict]).joined(separator: "\n")].joined(separator: "\n\n") }

  /// Some nine machines from end to end, and the machine as it is where it lies between.
  var table: TextTable {
    let shown = Set(FrontSample.of(Array(sweep.points.indices), most: 9))
    let own = sweep.points.firstIndex { abs($0.factor - 1) < 1e-9 }
    let reference = own.map { sweep.points[$0].latency }
    return TextTable(
      columns: [.init("factor", .right), .init(unit.title, .right), .init("latency", .right), .init("change", .right)]
        + [.init("bound")],
      rows: sweep.points.indices.filter { shown.contains($0) || $0 == own }.map { index in
        let point = sweep.points[index]
        return [
          Self.factor(point.factor), point.value.map(unit.text) ?? "–", "\(point.latency)",
          reference.map { "\(Numeral.text(100 * (point.latency / $0 - 1), digits: 3, signed: true)) %" } ?? "–",
          "\(point.bound)",
        ]
      })
  }

  /// The knees, a sentence each.
  var knees: [String] {
    sweep.knees.map { knee in
      let gains =
        "1 % \(isOverhead ? "less" : "more") gains \(gain(knee.before)) % before, \(gain(knee.after)) % beyond"
      return knee.jump > 0
        ? "jump at \(place(knee.factor, knee.value)): \(Numeral.text(100 * knee.jump, digits: 3)) % less at once, "
          + "down to \(knee.latency); \(gains)"
        : "knee at \(place(knee.factor, knee.value)): \(knee.latency); \(gains)"
    }
  }

  /// What to buy, in a sentence.
  var verdict: String {
    let (first, last) = (sweep.points[0], sweep.points[sweep.points.count - 1])
    let step = isOverhead ? "halving" : "doubling"
    let least = "\(Numeral.text(100 * HardwareSweep.worthwhileGain)) %"
    guard let factor = sweep.worthwhile else {
      let end = isOverhead ? first : last
      return "what to buy: all of it; at \(place(end.factor, end.value)) \(step) it again still gains \(least) or more"
    }
    let point = sweep.points.first { $0.factor == factor } ?? last
    let aim = "\(place(factor, point.value)), \(point.latency); \(step) it again gains less than \(least)"
    if isOverhead ? factor >= 1 : factor <= 1 {
      let start = isOverhead ? last : first
      let from = factor == start.factor ? "anywhere in the range" : "at \(place(factor, point.value))"
      return "what to buy: none of it; already \(from) \(step) it gains less than \(least)"
    }
    return "what to buy: up to \(aim)"
  }

  /// Latency over the number itself, or over the factor where the profile does not know the number.
  var chart: Chart {
    let isKnown = sweep.points.allSatisfy { $0.value != nil }
    func x(_ factor: Double, _ value: Double?) -> Double { isKnown ? unit.scaled(value ?? factor) : factor }
    let own = sweep.points.first { abs($0.factor - 1) < 1e-9 }
    return .latencyOverHardware(
      sweep.points.map { point in
        Chart.Point(
          x: x(point.factor, point.value), y: point.latency.milliseconds,
          note: [place(point.factor, point.value), "\(point.latency)", "bound \(point.bound)"])
      }, hardware: isKnown ? unit.title : "\(sweep.quantity), factor", unit: isKnown ? unit.unit : nil,
      knees: sweep.knees.map { ($0.jump > 0 ? "jump" : "knee", x($0.factor, $0.value)) },
      current: own.map { x($0.factor, $0.value) }, title: "Latency over \(unit.title)", caption: verdict + ".")
  }

  /// `1.414 × (7.78 GB/s)`.
  private func place(_ factor: Double, _ value: Double?) -> String {
    "\(Self.factor(factor)) ×" + (value.map { " (\(unit.text($0)))" } ?? "")
  }

  private static func factor(_ factor: Double) -> String { Numeral.text(factor, digits: 3) }

  /// Below a thousandth it is nothing; and never a negative zero.
  private func gain(_ elasticity: Double) -> String {
    abs(elasticity) < 1e-3 ? "0" : Numeral.text(isOverhead ? -elasticity : elasticity, digits: 2)
  }
}

/// The unit in which a number of the hardware is read.
struct HardwareUnit {
  /// What the number is called.
  let title: String
  /// The unit; nil for counts and factors.
  let unit: String?
  private let scale: Double

  init(_ quantity: MachineChange.Quantity) {
    (title, unit, scale) =
      switch quantity {
      case .cores: ("cores", nil, 1)
      case .peak: ("peak", "GFLOP/s", 1e-9)
      case .capacity(let level): ("\(level) capacity", "MiB", 1 / 1_048_576)
      case .bandwidth(let level): ("\(level) bandwidth", "GB/s", 1e-9)
      case .overhead: ("dispatch overhead", nil, 1)
      case .clock: ("clock", nil, 1)
      }
  }

  /// The number in the unit.
  func scaled(_ value: Double) -> Double { value * scale }

  /// `5.5 GB/s`, `32 KiB`, `4 cores`.
  func text(_ value: Double) -> String {
    if unit == "MiB", value < 1_048_576 { return "\(Numeral.text(value / 1024, digits: 3)) KiB" }
    return [Numeral.text(scaled(value), digits: 3), unit ?? (title == "cores" ? (value == 1 ? "core" : "cores") : nil)]
      .compactMap { $0 }.joined(separator: " ")
  }
}

/// What `simulate --sweep --json` prints of a sweep.
struct SweepJSON: Encodable {
  struct Point: Encodable {
    var factor: Double
    var value: Double?
    var latencySecond: Double
    var bound: String

    enum CodingKeys: String, CodingKey {
      case factor, value, bound
      case latencySecond = "latency_second"
    }
  }

  struct Knee: Encodable {
    var factor: Double
    var value: Double?
    var latencySecond, elasticityBefore, elasticityAfter, jump: Double

    enum CodingKeys: String, CodingKey {
      case factor, value, jump
      case latencySecond = "latency_second"
      case elasticityBefore = "elasticity_before"
      case elasticityAfter = "elasticity_after"
    }
  }

  var quantity, change, verdict: String
  var points: [Point]
  var knees: [Knee]
  var worthwhile: Double?

  enum CodingKeys: String, CodingKey {
    case quantity, change, verdict, points, knees
    case worthwhile = "worthwhile_factor"
  }

  init(_ sweep: HardwareSweep) {
    quantity = sweep.quantity.description
    change = sweep.change.description
    verdict = SweepView(sweep: sweep).verdict
    points = sweep.points.map {
      Point(factor: $0.factor, value: $0.value, latencySecond: $0.latency.value, bound: "\($0.bound)")
    }
    knees = sweep.knees.map {
      Knee(
        factor: $0.factor, value: $0.value, latencySecond: $0.latency.value, elasticityBefore: $0.before,
        elasticityAfter: $0.after, jump: $0.jump)
    }
    worthwhile = sweep.worthwhile
  }
}
