import CostModel
import Quantities
import TransformerIR

/// How fast every search's winner is on every device: what designing for one device is worth on the others.
struct CrossTable {
  /// A winner on a device.
  struct Cell {
    var prediction: LatencyPrediction
    /// Whether no other winner under the same limit is faster on this device; false where there is no other.
    var isFastest: Bool
    /// Whether it would meet the limit that was asked for on this device; nil if none was.
    var isWithinLimit: Bool?
  }

  /// The winner of a search.
  struct Row {
    /// The search: `raspberry-pi-4 within 5 s`.
    var name: String
    var design: SubTransformer
    /// The limit that it was searched under, as it was asked for and in seconds.
    var limitName: String?
    var limit: Seconds?
    /// One per device.
    var cells: [Cell]
  }

  /// The names of the devices; the runtime is told of those that have the same name.
  let devices: [String]
  /// One per search, in the report's order.
  let rows: [Row]

  /// Predicts every winner on every device of `report`, each in the setting of its search.
  ///
  /// - Throws: `TransformerIRError` if a winner does not fit its own space.
  init(_ report: SearchReport) throws(TransformerIRError) {
    let devices = report.devices
    self.devices = devices.map { device in
      devices.count { $0.profile.name == device.profile.name } > 1
        ? "\(device.profile.name) (\(device.model.runtime.rawValue))" : device.profile.name
    }
    var rows: [Row] = []
    for search in report.searches {
      let workload = AveragedWorkload(of: try search.workload(search.winner.design))
      rows.append(
        Row(
          name: search.name, design: search.winner.design, limitName: search.limitName, limit: search.limit,
          cells: devices.map { device in
            let prediction = device.predict(workload)
            let own = report.searches.first { $0.limitName == search.limitName && $0.device.isSame(as: device) }
            return Cell(
              prediction: prediction, isFastest: false,
              isWithinLimit: own?.limit.map { search.problem.constraint.constrainedLatency(of: prediction) <= $0 })
          }))
    }
    self.rows = Self.marked(rows)
  }

  /// `rows` with the fastest of every column marked, among those with one limit.
  private static func marked(_ rows: [Row]) -> [Row] {
    let groups = Dictionary(grouping: rows.indices) { rows[$0].limitName }.values.filter { $0.count > 1 }
    var marked = rows
    for group in groups {
      for column in rows[group[0]].cells.indices {
        let fastest = group.map { rows[$0].cells[column].prediction.latency }.min()
        for row in group {
          marked[row].cells[column].isFastest = rows[row].cells[column].prediction.latency == fastest
        }
      }
    }
    return marked
  }
}
