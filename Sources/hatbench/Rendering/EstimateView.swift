import CostModel
import Quantities
import Reporting
import TransformerIR

/// A latency estimate as text and as JSON.
struct EstimateView {
  let workload: Workload
  let device: DeviceLatency
  let estimate: LatencyEstimate
  let scope: CountingScope

  init(_ workload: Workload, _ device: DeviceLatency, scope: CountingScope = .layers) {
    self.workload = workload
    self.device = device
    self.scope = scope
    estimate = device.estimate(workload)
  }

  /// Latency, interval, parts, bound, parameters and FLOPs, one to a line.
  var facts: String {
    let interval = estimate.prediction.interval
    let scopeWords = scope == .layers ? "layers only, HAT's count" : "with embeddings and output layer"
    return """
      latency     \(estimate.prediction.latency)  (90 % interval \(interval.lowerBound) to \(interval.upperBound))
      encoder     \(estimate.encoder)
      decoder     \(estimate.decoder)
      bound       \(estimate.bound)
      parameters  \(Numeral.text(Double(workload.parameterCount(in: scope)) / 1e6)) M  (\(scopeWords))
      FLOPs       \(Numeral.text(workload.teacherForcedFLOPs(in: scope).value / 1e9)) G  (\(scopeWords); one known sentence)
      """
  }

  /// Time by operator kind, or with `everyOperator` by phase, role and kind.
  func table(everyOperator: Bool) -> TextTable {
    everyOperator
      ? Self.table(["phase", "role", "kind"], rows) {
        [$0.group.phase.rawValue, $0.group.role.rawValue, $0.group.kind.rawValue]
      }
      : Self.table(["kind"], rows) { [$0.group.kind.rawValue] }
  }

  private var rows: [LatencyEstimate.OperatorTime] { estimate.operators }

  private static func table(
    _ names: [String], _ rows: [LatencyEstimate.OperatorTime], by key: (LatencyEstimate.OperatorTime) -> [String]
  ) -> TextTable {
    let total = rows.reduce(Seconds.zero) { $0 + $1.time }
    var table = TextTable(
      columns: names.map { .init($0) } + [
        .init("count", .right), .init("GFLOP", .right), .init("MB", .right), .init("time", .right),
        .init("share", .right), .init("bound"),
      ])
    var order: [[String]] = []
    for row in rows where !order.contains(key(row)) { order.append(key(row)) }
    let groups = Dictionary(grouping: rows, by: key)
    for name in order {
      let members = groups[name]!
      let time = members.reduce(Seconds.zero) { $0 + $1.time }
      let longest = members.max { $0.time < $1.time }!
      table.append(
        name + [
          Numeral.text(members.reduce(0) { $0 + $1.entry.count }, digits: 6),
          Numeral.text(members.reduce(0) { $0 + $1.entry.work.flops.value } / 1e9),
          Numeral.text(members.reduce(0) { $0 + $1.entry.work.bytes.value } / 1e6), "\(time)",
          "\(Numeral.text(100 * (time / total), digits: 3)) %", "\(longest.bound)",
        ])
    }
    return table
  }
}

/// What `predict --json` prints.
struct PredictionJSON: Encodable {
  struct Row: Encodable {
    var kind, phase, role: String
    var count, flops, bytes, second: Double
    var bound: String
  }

  var profile: String
  var runtime: String
  var design: DesignJSON
  var designFile: String
  var scope: String
  var parameters: Int
  var flops, latencySecond: Double
  var intervalSecond: [Double]
  var encoderSecond, decoderSecond: Double
  var bound: String
  var operators: [Row]
  var warnings: [String]

  enum CodingKeys: String, CodingKey {
    case profile, runtime, design, scope, parameters, flops, bound, operators, warnings
    case designFile = "design_file"
    case latencySecond = "latency_second"
    case intervalSecond = "interval_second"
    case encoderSecond = "encoder_second"
    case decoderSecond = "decoder_second"
  }

  init(_ view: EstimateView, designFile: String) {
    let estimate = view.estimate
    profile = view.device.profile.name
    runtime = view.device.model.runtime.rawValue
    design = DesignJSON(design: view.workload.design)
    self.designFile = designFile
    scope = view.scope.rawValue
    parameters = view.workload.parameterCount(in: view.scope)
    flops = view.workload.teacherForcedFLOPs(in: view.scope).value
    latencySecond = estimate.prediction.latency.value
    intervalSecond = estimate.prediction.intervalSeconds
    encoderSecond = estimate.encoder.value
    decoderSecond = estimate.decoder.value
    bound = "\(estimate.bound)"
    operators = estimate.operators.map {
      Row(
        kind: $0.group.kind.rawValue, phase: $0.group.phase.rawValue, role: $0.group.role.rawValue,
        count: $0.entry.count, flops: $0.entry.work.flops.value, bytes: $0.entry.work.bytes.value,
        second: $0.time.value, bound: "\($0.bound)")
    }
    warnings = estimate.warnings
  }
}

extension LatencyPrediction {
  /// The interval as files have it: low, high.
  var intervalSeconds: [Double] { [interval.lowerBound.value, interval.upperBound.value] }
}
