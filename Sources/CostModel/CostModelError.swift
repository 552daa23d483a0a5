/// What can go wrong between measurements and a model. Every message says what was found, why it is wrong, what to do.
public enum CostModelError: Error, Hashable, Sendable {
  /// The file could not be read.
  case unreadable(file: String, reason: String)
  /// A line of a dataset cannot be understood.
  case malformedRow(file: String, line: Int, column: String?, found: String, expected: String)
  /// There are not enough usable rows.
  case tooFewRows(found: Int, needed: Int, purpose: String)
  /// The profile has no latency model for what was asked.
  case noLatencyModel(profile: String, asked: String, available: [String])
  /// Measurements of one runtime cannot judge a model of another.
  case runtimeMismatch(measured: String, model: String)
  /// The profile's latency model cannot be understood.
  case unusableModel(profile: String, reason: String)
  /// A machine cannot be changed so.
  case unusableChange(text: String, reason: String)
}

extension CostModelError: CustomStringConvertible {
  /// The message that is shown to the user.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): "cannot read '\(file)': \(reason)"
    case .malformedRow(let file, let line, let column, let found, let expected):
      "\(file):\(line): \(column.map { "column '\($0)': " } ?? "")found \(found), expected \(expected)"
    case .tooFewRows(let found, let needed, let purpose):
      "\(purpose) needs at least \(needed) rows; there are \(found): measure more designs"
    case .noLatencyModel(let profile, let asked, let available):
      "profile '\(profile)' has no latency model for \(asked); it has \(available.joined(separator: ", ")): "
        + "choose one of those, or fit a model with 'hatbench fit --base \(profile)'"
    case .runtimeMismatch(let measured, let model):
      "the rows were measured under runtime '\(measured)', the model is of '\(model)': latencies of two runtimes do not "
        + "compare; choose another profile, or insist with --any-runtime"
    case .unusableModel(let profile, let reason):
      "the latency model of profile '\(profile)' cannot be used: \(reason); fit it again with 'hatbench fit'"
    case .unusableChange(let text, let reason): "'\(text)' is no change of a machine: \(reason)"
    }
  }
}
