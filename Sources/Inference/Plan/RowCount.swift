import TransformerIR

/// Which rows of the batch an operator works on: an ``Extent`` bound to what is really there.
enum RowCount {
  /// Source tokens.
  case source
  /// Decoder rows: hypotheses in flight, or target tokens.
  case target
  /// The block of target tokens that a teacher-forced output layer works on.
  case output

  /// The rows that `extent` of a node in `phase` stands for.
  init(_ extent: Extent, _ node: Node, _ phase: PhaseKind) {
    switch extent.length {
    case .source: self = .source
    case .one, .target, .cached: self = phase == .teacherForced && node.role == .output ? .output : .target
    }
  }

  /// The rows in `batch`; those of an operator's input.
  func range(in batch: BatchState) -> Range<Int> {
    switch self {
    case .source: 0..<batch.sourceRows
    case .target: 0..<batch.targetRows
    case .output: batch.outputRows
    }
  }
}
