import Files
import Foundation

/// What a run did, in two CSV files that plot: `log.csv`, a row for every so many updates, and `validation.csv`.
///
/// Rows are appended as they come, and the clock is here and not in the checkpoints. A resumed run first drops the rows
/// beyond the checkpoint that it starts from, because it comes to those updates again.
public struct TrainingLog: Sendable {
  /// One row of `log.csv`: means over the updates since the row before.
  public struct Row: Equatable, Sendable {
    /// Finished updates.
    public var update = 0
    /// Finished epochs, with the share of the one under way.
    public var epoch = 0.0
    /// Nats per target token: the label-smoothed loss and the negative log-likelihood.
    public var loss = 0.0, negativeLogLikelihood = 0.0
    /// The learning rate of the last update.
    public var rate = 0.0
    /// The gradient's norm before clipping.
    public var gradientNorm = 0.0
    /// Target tokens.
    public var tokens = 0
    /// Target tokens per second, the data path included.
    public var tokensPerSecond = 0.0
    /// The share of that time that reading and forming batches took, 0 to 1.
    public var dataShare = 0.0
    /// Seconds of training so far, over all sittings.
    public var seconds = 0.0
  }

  /// One row of `validation.csv`.
  public struct Validation: Equatable, Sendable {
    /// Finished updates and epochs.
    public var update = 0, epoch = 0
    /// Which design.
    public var design = ""
    /// Nats per target token.
    public var loss = 0.0, negativeLogLikelihood = 0.0
    /// Seconds of training so far, over all sittings.
    public var seconds = 0.0
  }

  /// `OUTPUT/log.csv` and `OUTPUT/validation.csv`.
  let updatesFile, validationsFile: String
  /// All rows so far.
  public private(set) var rows: [Row] = []
  /// All validations so far.
  public private(set) var validations: [Validation] = []

  private static let updatesHeader =
    "update,epoch,loss_nat,nll_nat,learning_rate,gradient_norm,target_tokens,target_tokens_per_second,data_share,"
    + "elapsed_second"
  private static let validationsHeader = "update,epoch,design,loss_nat,nll_nat,perplexity,elapsed_second"

  /// Opens the log of the run in `folder`, with the rows up to `update`.
  public init(folder: String, upTo update: Int) throws(TrainingError) {
    updatesFile = "\(folder)/log.csv"
    validationsFile = "\(folder)/validation.csv"
    rows = try Self.fields(of: updatesFile).compactMap { field in
      guard field.count == 10, let number = Int(field[0]), number <= update else { return nil }
      let values = field.map { Double($0) ?? .nan }
      return Row(
        update: number, epoch: values[1], loss: values[2], negativeLogLikelihood: values[3], rate: values[4],
        gradientNorm: values[5], tokens: Int(field[6]) ?? 0, tokensPerSecond: values[7], dataShare: values[8],
        seconds: values[9])
    }
    validations = try Self.fields(of: validationsFile).compactMap { field in
      guard field.count == 7, let number = Int(field[0]), let epoch = Int(field[1]), number <= update else {
        return nil
      }
      return Validation(
        update: number, epoch: epoch, design: field[2], loss: Double(field[3]) ?? .nan,
        negativeLogLikelihood: Double(field[4]) ?? .nan, seconds: Double(field[6]) ?? .nan)
    }
  }

  /// Writes both files anew, with the rows that were kept.
  func rewrite() throws(TrainingError) {
    try Self.write([Self.updatesHeader] + rows.map(Self.text), to: updatesFile)
    try Self.write([Self.validationsHeader] + validations.map(Self.text), to: validationsFile)
  }

  /// Seconds of training up to the last row.
  var seconds: Double { max(rows.last?.seconds ?? 0, validations.last?.seconds ?? 0) }

  /// Target tokens per second of all updates; nil before the first row.
  public var meanTokensPerSecond: Double? {
    let tokens = rows.reduce(0) { $0 + $1.tokens }
    return tokens == 0 ? nil : Double(tokens) / updateSeconds
  }

  /// The share of the updates' time that reading and forming batches took; nil before the first row.
  public var meanDataShare: Double? {
    rows.isEmpty ? nil : rows.reduce(0) { $0 + $1.dataShare * Double($1.tokens) / $1.tokensPerSecond } / updateSeconds
  }

  private var updateSeconds: Double { rows.reduce(0) { $0 + Double($1.tokens) / $1.tokensPerSecond } }

  mutating func append(_ row: Row) throws(TrainingError) {
    rows.append(row)
    try Self.append(Self.text(row), to: updatesFile)
  }

  mutating func append(_ row: Validation) throws(TrainingError) {
    validations.append(row)
    try Self.append(Self.text(row), to: validationsFile)
  }

  private static func text(_ row: Row) -> String {
    [
      "\(row.update)", decimal(row.epoch, 4), decimal(row.loss, 5), decimal(row.negativeLogLikelihood, 5),
      "\(row.rate)",
      decimal(row.gradientNorm, 4), "\(row.tokens)", decimal(row.tokensPerSecond, 0), decimal(row.dataShare, 5),
      decimal(row.seconds, 1),
    ].joined(separator: ",")
  }

  private static func text(_ row: Validation) -> String {
    [
      "\(row.update)", "\(row.epoch)", row.design, decimal(row.loss, 5), decimal(row.negativeLogLikelihood, 5),
      decimal(exp(row.negativeLogLikelihood), 4), decimal(row.seconds, 1),
    ].joined(separator: ",")
  }

  private static func decimal(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }

  // MARK: Files

  private static func fields(of path: String) throws(TrainingError) -> [[String]] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    do throws(FileError) {
      return try WholeFile.readText(path, limit: 1 << 28).split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    } catch { throw .unusable(path: path, reason: "\(error)") }
  }

  private static func write(_ lines: [String], to path: String) throws(TrainingError) {
    do throws(FileError) {
      try WholeFile.write(lines.map { $0 + "\n" }.joined(), to: path)
    } catch { throw .unusable(path: path, reason: "\(error)") }
  }

  private static func append(_ line: String, to path: String) throws(TrainingError) {
    let bytes = Data((line + "\n").utf8)
    do {
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: bytes)
    } catch { throw .unusable(path: path, reason: "a row cannot be added: \(error.localizedDescription)") }
  }
}
