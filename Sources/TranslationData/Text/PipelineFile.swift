import Files
import Glibc

/// The text files of a pipeline: codes, dictionaries, cases.
enum PipelineFile {
  /// More than a dictionary of ten million words takes.
  static let limit = 1 << 30

  /// The lines of the file at `path`, without their ends.
  ///
  /// Only the line feed ends a line: words may hold what Unicode counts as other line ends.
  static func lines(_ path: String) throws(TranslationDataError) -> [String] {
    let text: String
    do { text = try WholeFile.readText(path, limit: limit) } catch { throw .unreadable(file: path, reason: "\(error)") }
    var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      String(Substring(line.last == 0x0D ? line.dropLast() : line))
    }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  static func write(_ text: String, to path: String) throws(TranslationDataError) {
    do { try WholeFile.write(text, to: path) } catch { throw .unwritable(file: path, reason: "\(error)") }
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Makes the folder at `path` and those above it, as far as they are missing.
  static func makeFolder(_ path: String) throws(TranslationDataError) {
    var status = stat()
    if stat(path, &status) == 0 { return }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolder(String(path[..<slash])) }
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw .unwritable(file: path, reason: String(cString: strerror(errno)))
    }
  }
}
