import Files
import Glibc

/// Text files, plain or packed with gzip, line by line.
public enum TextFile {
  /// A file's lines.
  public struct Lines: Hashable, Sendable {
    /// Every line without its end; one that is not UTF-8 is empty here and named in ``notUTF8``.
    public var lines: [String]
    /// The numbers, from 1, of the lines that are not UTF-8.
    public var notUTF8: [Int]
  }

  /// The most bytes that a file may have, packed or unpacked: 16 GiB, more than any corpus that fits into memory.
  public static let defaultLimit = 1 << 34

  /// The lines of the file at `path`.
  ///
  /// Whether it is packed is seen from its first two bytes, not from its name. A line ends at a line feed, with or without a
  /// carriage return before it; the last one may lack its end. A byte order mark at the start is dropped.
  ///
  /// - Parameter limit: The most bytes that the file may have, packed or unpacked.
  /// - Throws: `unreadable`; `malformed` for a packed file that is cut short or damaged.
  public static func lines(_ path: String, limit: Int = defaultLimit) throws(TranslationDataError) -> Lines {
    var bytes: [UInt8]
    do throws(FileError) {
      bytes = try WholeFile.read(path, limit: limit)
    } catch { throw .unreadable(file: path, reason: "\(error)") }
    if GzipStream.begins(bytes) { bytes = try unpacked(bytes, path, limit: limit) }
    return split(bytes)
  }

  private static func unpacked(_ bytes: [UInt8], _ path: String, limit: Int) throws(TranslationDataError) -> [UInt8] {
    do throws(GzipStream.Failure) {
      return try GzipStream.contents(of: bytes, limit: limit)
    } catch {
      let expected = "a whole gzip file: fetch or pack it again"
      switch error {
      case .truncated:
        throw .malformed(file: path, line: nil, found: "a gzip file that is cut short", expected: expected)
      case .corrupt(let reason):
        throw .malformed(file: path, line: nil, found: "a damaged gzip file (\(reason))", expected: expected)
      case .tooLarge(let limit):
        throw .unreadable(file: path, reason: "unpacked, \(FileError.tooLarge(limit: limit))")
      }
    }
  }

  static func split(_ bytes: [UInt8]) -> Lines {
    var result = Lines(lines: [], notUTF8: [])
    bytes.withUnsafeBufferPointer { all in
      var rest = all[...]
      if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
      while !rest.isEmpty {
        let end = lineFeed(in: UnsafeBufferPointer(rebasing: rest)).map { rest.startIndex + $0 }
        var line = rest[..<(end ?? rest.endIndex)]
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        if let text = String(validating: UnsafeBufferPointer(rebasing: line), as: UTF8.self) {
          result.lines.append(text)
        } else {
          result.lines.append("")
          result.notUTF8.append(result.lines.count)
        }
        rest = end.map { rest[($0 + 1)...] } ?? rest[rest.endIndex...]
      }
    }
    return result
  }

  /// Where the first line feed is; `memchr` is many times faster than a loop over the slice.
  private static func lineFeed(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let start = bytes.baseAddress, let found = memchr(start, 0x0A, bytes.count) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(start)
  }
}
