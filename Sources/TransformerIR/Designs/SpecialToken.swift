/// The token numbers that mean something other than a word piece, as in fairseq's dictionaries. Number 0 is a start
/// symbol that HAT never uses; words follow after these.
public enum SpecialToken {
  /// Fills up short sentences where a batch is a rectangle; ours are not.
  public static let padding: Int32 = 1
  /// Ends every sentence, and stands before the first word that a decoder is asked for.
  public static let end: Int32 = 2
  /// Any word that is not in the vocabulary.
  public static let unknown: Int32 = 3
}
