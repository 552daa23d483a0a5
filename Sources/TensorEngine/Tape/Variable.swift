/// A tensor on a ``Tape``: the result of an operation, a constant, or a parameter.
///
/// It is a name, not the numbers; it means nothing once the recording that made it has ended.
public struct Variable: Sendable {
  /// The extent of each dimension, outermost first; empty for a scalar.
  public let shape: [Int]
  /// Its place on the tape.
  let index: Int
  /// The recording it belongs to.
  let recording: Int

  /// The number of rows when all dimensions but the last are taken together; 1 for a scalar.
  public var rows: Int { shape.dropLast().reduce(1, *) }
  /// The extent of the last dimension; 1 for a scalar.
  public var columns: Int { shape.last ?? 1 }
}
