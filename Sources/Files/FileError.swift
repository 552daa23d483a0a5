import Glibc

/// Why a file could not be read or written. Modules put it into errors of their own, which name the file.
public enum FileError: Error, Hashable, Sendable {
  /// There is nothing at the path, or for writing: its folder is missing.
  case missing
  /// The path is that of a folder.
  case isFolder
  /// The user may not.
  case permissionDenied
  /// The disk is full.
  case noSpace
  /// The file has more bytes than one of its kind can have.
  case tooLarge(limit: Int)
  /// The bytes are not UTF-8.
  case notText
  /// Anything else, in the system's words.
  case other(String)

  init(_ code: Int32) {
    self =
      switch code {
      case ENOENT, ENOTDIR: .missing
      case EISDIR: .isFolder
      case EACCES, EPERM, EROFS: .permissionDenied
      case ENOSPC, EDQUOT: .noSpace
      default: .other(String(cString: strerror(code)))
      }
  }
}

extension FileError: CustomStringConvertible {
  /// The reason, to follow "cannot read 'x': " or "cannot write 'x': ".
  public var description: String {
    switch self {
    case .missing: "there is no such file or folder"
    case .isFolder: "it is a folder"
    case .permissionDenied: "permission denied"
    case .noSpace: "no space left on the disk"
    case .tooLarge(let limit): "it has more than the \(limit) bytes that such a file can have"
    case .notText: "it is not UTF-8 text"
    case .other(let reason): reason
    }
  }
}
