import Hardware
import Quantities
import Reporting

/// What groups of operators cost, in units that a person can read.
enum OperatorCostTable {
  static func table(_ costs: OperatorCosts) -> TextTable {
    func rate(_ secondsPerUnit: Double) -> String { secondsPerUnit > 0 ? Numeral.text(1e-9 / secondsPerUnit) : "–" }
    return TextTable(
      columns: [.init("phase"), .init("role"), .init("kind")]
        + ["execution", "GFLOP/s", "streaming ×", "data GB/s", "matrix", "left-out error %"].map { .init($0, .right) },
      rows: costs.groups.map { group in
        [
          group.phase, group.role, group.kind, "\(group.execution)", rate(group.flop),
          group.streaming > 0 ? Numeral.text(group.streaming, digits: 3) : "–", rate(group.data),
          group.matrix > 0 ? "\(Seconds(group.matrix))" : "–",
          group.errorPercent.map { Numeral.text($0, digits: 2) } ?? "–",
        ]
      })
  }
}
