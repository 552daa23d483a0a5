/// What the world can do to this module: a file that is not what it should be, or a disk that refuses.
public enum TensorEngineError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be read at all.
  case unreadable(file: String, reason: String)
  /// The file cannot be written; what stood there before is untouched.
  case unwritable(file: String, reason: String)
  /// The bytes break the format at `offset`.
  case malformed(file: String, offset: Int, found: String, expected: String)
  /// The file is readable but holds something that this reader will not touch.
  case refused(file: String, offset: Int, what: String, advice: String)
  /// The file has no tensor of this name, type and shape.
  case missingTensor(file: String, name: String, expected: String, found: String)
  /// The file has a tensor that the model has no place for.
  case unexpectedTensor(file: String, name: String, expected: String)

  /// One sentence: which file, what was found, what was expected, what to do next.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
    case .unwritable(let file, let reason):
      "\(file): cannot be written: \(reason); free some space or choose another place"
    case .malformed(let file, let offset, let found, let expected):
      "\(file): byte \(offset): found \(found), expected \(expected); the file is damaged or of another kind: fetch it again"
    case .refused(let file, let offset, let what, let advice): "\(file): byte \(offset): refuses \(what); \(advice)"
    case .missingTensor(let file, let name, let expected, let found):
      "\(file): tensor '\(name)': found \(found), expected \(expected); is this the file of another model?"
    case .unexpectedTensor(let file, let name, let expected):
      "\(file): tensor '\(name)' has no place among \(expected); is this the file of another model?"
    }
  }
}
