/// What can go wrong with profile files. Every message says what was found, why it is wrong and what to do.
public enum HardwareError: Error, Hashable, Sendable {
  /// The file could not be read.
  case unreadable(file: String, reason: String)
  /// The file was read but cannot be understood at `path`.
  case malformed(file: String, path: String, reason: String)
  /// The file was written by a newer hatbench.
  case newerSchema(file: String, found: Int, supported: Int)
  /// A profile name that is neither shipped, local, nor a file.
  case unknownProfile(String, known: [String])
  /// The file could not be written.
  case unwritable(file: String, reason: String)
}

extension HardwareError: CustomStringConvertible {
  /// The message that is shown to the user.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): "cannot read profile '\(file)': \(reason)"
    case .malformed(let file, let path, let reason):
      "profile '\(file)'\(path.isEmpty ? "" : ", at \(path)"): \(reason)"
    case .newerSchema(let file, let found, let supported):
      "profile '\(file)' has schema version \(found); this hatbench reads up to \(supported): update hatbench"
    case .unknownProfile(let name, let known):
      "no profile named '\(name)'; "
        + (known.isEmpty
          ? "none is installed: fit one with 'hatbench fit'" : "known are \(known.joined(separator: ", "))")
        + ", or give the path of a JSON file"
    case .unwritable(let file, let reason): "cannot write profile '\(file)': \(reason); choose another place"
    }
  }
}
