/// Which rows of queries meet which rows of keys, and how channels are cut into heads.
///
/// Queries, keys, values and outputs are matrices of `heads·headWidth` columns; head h has the columns from
/// `h·headWidth`. A group is one sentence (or one hypothesis): its queries see its keys and no others, so a batch of
/// sentences of unequal lengths needs no padding. Scores lie group after group, in each group head after head, each head
/// a `[queries, keys]` matrix.
public struct AttentionLayout: Sendable {
  /// The queries and keys that meet.
  public struct Group: Sendable {
    /// Rows of the queries, and of the output.
    public var queries: Range<Int>
    /// Rows of the keys and of the values.
    public var keys: Range<Int>
    /// How many runs of rows like `keys` there are, each `runStride` rows after the last: several encoder outputs,
    /// stored one after the other, are attended to as if concatenated along time.
    public var runs: Int
    /// The distance in rows between two runs.
    public var runStride: Int

    /// Makes a group; by default with one run of keys.
    public init(queries: Range<Int>, keys: Range<Int>, runs: Int = 1, runStride: Int = 0) {
      self.queries = queries
      self.keys = keys
      self.runs = runs
      self.runStride = runStride
    }

    /// Keys of all runs together.
    public var keyCount: Int { keys.count * runs }
    /// Scores of one head.
    var scoreCount: Int { queries.count * keyCount }
  }

  /// The groups.
  public var groups: [Group]
  /// Heads and channels of each.
  public var heads, headWidth: Int
  /// What scores are multiplied by: `headWidth^-½` in HAT.
  public var scale: Float
  /// Whether query i of a group sees only its first i + 1 keys.
  public var isCausal: Bool

  /// Makes a layout with HAT's scale.
  public init(groups: [Group], heads: Int, headWidth: Int, isCausal: Bool = false) {
    precondition(heads > 0 && headWidth > 0, "\(heads) heads of \(headWidth) channels")
    self.groups = groups
    self.heads = heads
    self.headWidth = headWidth
    scale = 1 / Float(headWidth).squareRoot()
    self.isCausal = isCausal
  }

  /// Scores of all groups and heads together.
  public var scoreCount: Int { groups.reduce(0) { $0 + heads * $1.scoreCount } }
}

/// What ``Backend/dAttention(_:_:scratch:)`` reads and writes. Every row of dQ, dK and dV that belongs to a group is
/// overwritten.
public struct AttentionGradient {
  /// The gradient of the output.
  public var dOutput: MatrixView
  /// The probabilities that the forward pass left, before any dropout.
  public var probabilities: Vector
  /// The dropout of the probabilities, if any.
  public var dropout: Dropout?
  /// Queries, keys and values.
  public var queries, keys, values: MatrixView
  /// Where their gradients go.
  public var dQueries, dKeys, dValues: MutableMatrixView
}
