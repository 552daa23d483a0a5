import CostModel
import TransformerIR

/// A latency file in HAT's format whose fields can be changed one at a time.
struct LatencyCSV {
  var header =
    DesignAverages.featureNames + [
      "latency_mean_encoder", "latency_mean_decoder", "latency_std_encoder", "latency_std_decoder",
    ]
  var rows: [[String]]

  /// So many rows of the middling design, the encoder at 20 ± 3 ms and the decoder at 80 ± 4 ms: 100 ± 5 ms in all.
  init(rows count: Int = 1) {
    let row = ["512", "6", "1024.0", "4.5", "640", "3", "2048.0", "4.0", "8.0", "1.5", "20.0", "80.0", "3.0", "4.0"]
    rows = Array(repeating: row, count: count)
  }

  /// Adds a column with one value for each row.
  mutating func append(_ name: String, _ values: [String]) {
    header.append(name)
    for index in rows.indices { rows[index].append(values[index]) }
  }

  var text: String { ([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined() }

  func read() throws -> LatencyDataset {
    try LatencyDataset.parse(csv: text, name: "folder/board.csv", space: .wmtLatency)
  }
}
