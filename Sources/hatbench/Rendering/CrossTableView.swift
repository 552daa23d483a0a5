import CostModel
import Quantities
import Reporting

extension CrossTable {
  /// What the table shows, as its caption.
  static let caption =
    "Predicted latency of every winner on every device; * is the fastest of the winners under the same limit, "
    + "! is over that limit on the device"

  /// The table: winners down, devices across.
  var table: TextTable {
    TextTable(
      columns: [.init("winner of")] + devices.map { .init("on \($0)", .right) },
      rows: rows.map { row in
        [row.name]
          + row.cells.map {
            ($0.isFastest ? "* " : "") + ($0.isWithinLimit == false ? "! " : "") + "\($0.prediction.latency)"
          }
      })
  }
}

/// A cross table as JSON.
struct CrossTableJSON: Encodable {
  struct Winner: Encodable {
    var search: String
    var limitSecond: Double?
    var devices: [Device]

    enum CodingKeys: String, CodingKey {
      case search, devices
      case limitSecond = "limit_second"
    }
  }

  struct Device: Encodable {
    var device: String
    var latencySecond: Double
    var intervalSecond: [Double]
    var isFastest: Bool
    var isWithinLimit: Bool?

    enum CodingKeys: String, CodingKey {
      case device
      case latencySecond = "latency_second"
      case intervalSecond = "interval_second"
      case isFastest = "is_fastest"
      case isWithinLimit = "is_within_limit"
    }
  }

  var winners: [Winner]

  init(_ table: CrossTable) {
    winners = table.rows.map { row in
      Winner(
        search: row.name, limitSecond: row.limit?.value,
        devices: zip(table.devices, row.cells).map { name, cell in
          Device(
            device: name, latencySecond: cell.prediction.latency.value,
            intervalSecond: cell.prediction.intervalSeconds, isFastest: cell.isFastest,
            isWithinLimit: cell.isWithinLimit)
        })
    }
  }
}
