import Files
import Foundation
import Synchronization

/// The small text files in which a Linux system describes itself, below one folder: `/`, or a recording of a machine.
///
/// A file that is missing, may not be read or is not text is nil: every system lacks some. What was read is kept, so that
/// a machine can be recorded with exactly the files that matter.
public struct SystemFiles: Sendable {
  /// The folder that holds `proc`, `sys`, `etc`.
  public let root: String
  private let journal = Journal()

  /// The files below `root`.
  public init(root: String) { self.root = root }

  /// The text of the file at `path`, relative to the root, without blanks and zero bytes around it.
  public func text(_ path: String) -> String? {
    guard !path.split(separator: "/").contains("..") else { return nil }
    do throws(FileError) {
      let text = try WholeFile.readText("\(root)/\(path)", limit: Self.sizeLimit)
      journal.note(text, of: path)
      return text.trimmingCharacters(in: .whitespacesAndNewlines.union(CharacterSet(charactersIn: "\0")))
    } catch {
      // That a file is there says something, too.
      if error == .permissionDenied { journal.note("", of: path) }
      return nil
    }
  }

  /// The whole number that the file at `path` consists of.
  public func number(_ path: String) -> Int? { text(path).flatMap { Int($0) } }

  /// The frequency in the file at `path`, which holds kilohertz, in hertz; nil for what no processor runs at.
  func hertz(_ path: String) -> Double? {
    number(path).flatMap { (1..<1_000_000_000).contains($0) ? Double($0) * 1000 : nil }
  }

  /// The lines of the file at `path`; none if there is no such file.
  public func lines(_ path: String) -> [Substring] { text(path)?.split(separator: "\n") ?? [] }

  /// The names in the folder at `path` that begin with `prefix`, in the order of the numbers they end in; none if there is
  /// no such folder.
  public func names(in path: String, prefix: String) -> [String] {
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(path)")
      return names.filter { $0.hasPrefix(prefix) }.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    } catch {
      return []
    }
  }

  /// Whether there is anything at `path`, also if it may not be read.
  public func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

  /// The files read so far, with their text.
  public var filesRead: [String: String] { journal.texts }

  /// `/proc/cpuinfo` of a thousand hardware threads has a few MiB.
  private static let sizeLimit = 16 << 20
}

/// What was read, from any thread; the first text stays.
private final class Journal: Sendable {
  private let read = Mutex<[String: String]>([:])

  var texts: [String: String] { read.withLock { $0 } }

  func note(_ text: String, of path: String) {
    read.withLock { read in
      if read[path] == nil { read[path] = text }
    }
  }
}
