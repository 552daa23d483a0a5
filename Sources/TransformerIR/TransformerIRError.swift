/// What can go wrong between a file and a design. Every message says what was found, why it is wrong and what to do.
public enum TransformerIRError: Error, Hashable, Sendable {
  /// The file could not be read at all.
  case unreadable(file: String, reason: String)
  /// The file was read but one place in it cannot be understood.
  case malformed(file: String, line: Int?, key: String?, found: String, expected: String)
  /// The numbers do not describe a Transformer that could be built.
  case impossibleDesign(String)
  /// The numbers do not describe a way of running one.
  case impossibleSetting(String)
  /// The numbers do not say how long sentences are.
  case impossibleLengths(String)
  /// The choices do not span a search space.
  case impossibleSpace(String)
  /// A space name that is neither shipped nor a file.
  case unknownSpace(String, known: [String])
}

extension TransformerIRError: CustomStringConvertible {
  /// The message that is shown to the user.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "cannot read '\(file)': \(reason)"
    case .malformed(let file, let line, let key, let found, let expected):
      "\(file)\(line.map { ":\($0)" } ?? ""): \(key.map { "key '\($0)': " } ?? "")found \(found), expected \(expected)"
    case .impossibleDesign(let why): "impossible design: \(why)"
    case .impossibleSetting(let why): "impossible setting: \(why)"
    case .impossibleLengths(let why): "impossible lengths: \(why)"
    case .impossibleSpace(let why): "impossible search space: \(why)"
    case .unknownSpace(let name, let known):
      "no space named '\(name)'; shipped spaces are \(known.joined(separator: ", ")), or give the path of a YAML file"
    }
  }
}
