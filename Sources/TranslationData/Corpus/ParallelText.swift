/// Sentences and their translations, as text: `target[i]` translates `source[i]`.
public struct ParallelText: Hashable, Sendable {
  /// What becomes of a pair that cannot be used.
  public enum Keeping: Sendable {
    /// It is left out, and the report says so.
    case usableLines
    /// It is an error: a test's references must keep their number and order.
    case everyLine
  }

  /// The sentences to translate.
  public var source: [String]
  /// Their translations, as many.
  public var target: [String]
  /// The number of each pair's line in the files, from 1.
  public var lineNumbers: [Int]
  /// What was read, kept and left out.
  public var report: CorpusReport

  /// A corpus made in memory: every pair is kept.
  ///
  /// - Precondition: There are as many translations as sentences.
  public init(source: [String], target: [String]) {
    precondition(source.count == target.count, "\(source.count) sentences have \(target.count) translations")
    (self.source, self.target) = (source, target)
    lineNumbers = Array(1..<source.count + 1)
    report = CorpusReport(read: source.count)
  }

  /// The corpus in two files, plain or packed; see ``TextFile``.
  ///
  /// - Throws: `unpaired` if one file has more lines; `empty` if no pair is left; `malformed` if every line is to be kept and
  ///   one is empty or not UTF-8; what ``TextFile/lines(_:limit:)`` throws.
  public static func read(
    source: String, target: String, keeping: Keeping = .usableLines
  ) throws(TranslationDataError) -> ParallelText {
    let files = (source: try TextFile.lines(source), target: try TextFile.lines(target))
    guard files.source.lines.count == files.target.lines.count else {
      throw .unpaired(
        source: source, sourceLines: files.source.lines.count, target: target, targetLines: files.target.lines.count)
    }
    if keeping == .everyLine {
      try demandEveryLine(of: files.source, in: source)
      try demandEveryLine(of: files.target, in: target)
    }
    let text = usable(files.source, files.target)
    guard !text.source.isEmpty else {
      throw .empty("'\(source)' and '\(target)' have no pair of sentences to use: \(text.report)")
    }
    return text
  }

  private static func usable(_ source: TextFile.Lines, _ target: TextFile.Lines) -> ParallelText {
    let damaged = Set(source.notUTF8 + target.notUTF8)
    var text = ParallelText(source: [], target: [])
    text.report = CorpusReport(read: source.lines.count)
    for index in source.lines.indices {
      if damaged.contains(index + 1) {
        text.report.leaveOut(line: index + 1, because: .notUTF8)
      } else if isBlank(source.lines[index]) || isBlank(target.lines[index]) {
        text.report.leaveOut(line: index + 1, because: .empty)
      } else {
        text.source.append(source.lines[index])
        text.target.append(target.lines[index])
        text.lineNumbers.append(index + 1)
      }
    }
    return text
  }

  private static func demandEveryLine(of file: TextFile.Lines, in path: String) throws(TranslationDataError) {
    if let line = file.notUTF8.first {
      throw .malformed(file: path, line: line, found: "bytes that are not UTF-8", expected: "a sentence in UTF-8")
    }
    if let index = file.lines.firstIndex(where: isBlank) {
      throw .malformed(
        file: path, line: index + 1, found: "an empty line",
        expected: "a sentence: a test keeps every line, so take the line out of both files or fill it")
    }
  }

  /// Whether a line has nothing but white space.
  private static func isBlank(_ line: String) -> Bool {
    line.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
  }
}
