/// What the world can hand to the data path that it cannot work with.
public enum TranslationDataError: Error, Equatable {
  /// A file cannot be read.
  case unreadable(file: String, reason: String)
  /// A file cannot be written.
  case unwritable(file: String, reason: String)
  /// A file's contents are not what its format demands.
  case malformed(file: String, line: Int?, found: String, expected: String)
  /// The two sides of a corpus do not belong together.
  case unpaired(source: String, sourceLines: Int, target: String, targetLines: Int)
  /// There is nothing to learn from or to translate.
  case empty(String)
  /// A vocabulary, a corpus or a model that does not belong to the others.
  case mismatched(String)
  /// A setting that cannot be, or a name that is not known.
  case impossible(String)
}

extension TranslationDataError: CustomStringConvertible {
  /// What is wrong, why, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): "cannot read '\(file)': \(reason)"
    case .unwritable(let file, let reason): "cannot write '\(file)': \(reason)"
    case .malformed(let file, let line, let found, let expected):
      "\(file)\(line.map { ":\($0)" } ?? ""): found \(found), expected \(expected)"
    case .unpaired(let source, let sourceLines, let target, let targetLines):
      "'\(source)' has \(sourceLines) lines and '\(target)' has \(targetLines); line n of one must translate line n of the "
        + "other: find where they part, or give two files that belong together"
    case .empty(let what): what
    case .mismatched(let what): what
    case .impossible(let what): what
    }
  }
}
