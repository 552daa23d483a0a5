import Randomness
import TransformerIR

/// Which rows a model may learn from, which calibrate a baseline's interval, and which judge.
public struct DataSplit: Hashable, Sendable {
  /// Rows to fit to, in random order.
  public var train: [Int]
  /// Rows that HAT's protocol sets aside for validation.
  public var validation: [Int]
  /// Rows that no fit sees.
  public var test: [Int]

  /// HAT's 80/10/10 protocol: Python's `random.seed(seed); random.shuffle(rows)`, then cut in that order.
  public init(rowCount: Int, seed: UInt64) {
    var order = Array(0..<rowCount)
    var generator = PythonRandom(seed: seed)
    generator.shuffle(&order)
    let trainEnd = rowCount * 8 / 10
    let validationEnd = trainEnd + rowCount / 10
    train = Array(order[..<trainEnd])
    validation = Array(order[trainEnd..<validationEnd])
    test = Array(order[validationEnd...])
  }

  /// The first 80 % of the run trains, the last 20 % judges: what a device that changes state costs.
  public init(byTimeOf rowCount: Int, seed: UInt64) {
    let trainEnd = rowCount * 8 / 10
    var early = Array(0..<trainEnd)
    var generator = PythonRandom(seed: seed)
    generator.shuffle(&early)
    validation = Array(early.suffix(trainEnd / 10))
    train = Array(early.dropLast(trainEnd / 10))
    test = Array(trainEnd..<rowCount)
  }
}
