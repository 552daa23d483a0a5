/// Something that can be timed: a loop over memory, one node of a graph, a whole translation.
///
/// Whoever conforms prepares everything beforehand (weights packed, memory touched), so that running again and again costs
/// the same each time.
public protocol Timeable: AnyObject {
  /// What the time of a run is divided into: `["total"]`, or `["encoder", "decoder", "search"]`.
  var parts: [String] { get }
  /// Runs `count` times in a row.
  ///
  /// - Returns: The seconds of each part, of all runs together.
  func run(_ count: Int) -> [Double]
}
