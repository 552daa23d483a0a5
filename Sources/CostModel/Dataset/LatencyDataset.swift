import Hardware
import Quantities
import TransformerIR

/// Designs with their measured latencies, in the order in which they were measured.
///
/// Order matters: devices change state while they are measured, and only the order of rows shows it.
public struct LatencyDataset: Sendable {
  /// The name, usually of the file.
  public var name: String
  /// What all designs share.
  public var architecture: Architecture
  /// How every design was run, its runtime that of the rows where they say and it is known here.
  public var setting: InferenceSetting
  /// The rows in run order.
  public var rows: [Row]
  /// The runtime that the file says was timed; nil where it does not say.
  public var runtime: String?

  /// One measured design.
  public struct Row: Sendable {
    /// What is known of the design.
    public var averages: DesignAverages
    /// The encoder, timed alone.
    public var encoder: Measurement
    /// All decoder steps, timed alone.
    public var decoder: Measurement
    /// The position in run order, counted from 0.
    public var order: Int

    /// Makes a row.
    public init(averages: DesignAverages, encoder: Measurement, decoder: Measurement, order: Int) {
      self.averages = averages
      self.encoder = encoder
      self.decoder = decoder
      self.order = order
    }

    /// Encoder and decoder together.
    public var latency: Seconds { encoder.mean + decoder.mean }

    /// Standard deviation of a single repeat of the whole, if it was kept.
    public var standardDeviation: Seconds? {
      guard let encoder = encoder.standardDeviation, let decoder = decoder.standardDeviation else { return nil }
      return Seconds((encoder.value * encoder.value + decoder.value * decoder.value).squareRoot())
    }
  }

  /// Makes a dataset.
  public init(
    name: String, architecture: Architecture, setting: InferenceSetting, rows: [Row], runtime: String? = nil
  ) {
    self.runtime = runtime
    self.name = name
    self.architecture = architecture
    self.setting = setting
    if let known = runtime.flatMap(Runtime.init(rawValue:)) { self.setting.runtime = known }
    self.rows = rows
  }

  /// What was run in `row`.
  public func workload(of row: Row) -> AveragedWorkload {
    AveragedWorkload(averages: row.averages, architecture: architecture, setting: setting)
  }

  /// The same dataset with only the rows at `indices`, back in run order.
  public func selecting(_ indices: some Sequence<Int>) -> LatencyDataset {
    var selection = self
    selection.rows = indices.sorted().map { rows[$0] }
    return selection
  }

  /// The mean latency of all rows.
  public var meanLatency: Seconds { Seconds(rows.map(\.latency.value).mean) }

  /// The expected absolute error, in percent, of a perfect model of single repeats: √(2/π) times the mean relative
  /// standard deviation over the repeats of each row. Nil if no row kept its repeats' spread.
  public var noiseFloorPercent: Double? {
    let spreads = rows.compactMap { row in row.standardDeviation.map { $0 / row.latency } }
    guard !spreads.isEmpty else { return nil }
    return 100 * (2 / Double.pi).squareRoot() * spreads.reduce(0, +) / Double(spreads.count)
  }
}
