import TransformerIR

/// Someone who is told before and after each node that an engine runs.
public protocol NodeObserver: AnyObject {
  /// Node `index` of `phase` is about to run.
  func nodeBegins(_ index: Int, of phase: PhaseKind)
  /// Node `index` of `phase` has run.
  func nodeEnds(_ index: Int, of phase: PhaseKind)
}
