/// Where a corpus comes from: what `--data` says.
///
/// - `builtin:numbers`: a corpus that hatbench makes itself.
/// - A folder of text: `train.<language>`, `valid.<language>` (or `val`, `dev`) and any number of `test….<language>`, all
///   plain or as `.gz`.
/// - A folder that fairseq preprocessed with `--dataset-impl mmap`: `train.<source>-<target>.<language>.idx` and so on, and
///   `dict.<language>.txt`.
public struct DataSource: Hashable, Sendable {
  /// What kind of source it is.
  public enum Kind: Hashable, Sendable {
    /// A corpus of our own, by its name.
    case builtin(String)
    /// A folder of text.
    case text(folder: String)
    /// A folder of preprocessed data.
    case preprocessed(folder: String)
  }

  /// What kind of source it is.
  public let kind: Kind
  /// The language to translate from.
  public let source: Language
  /// The language to translate to.
  public let target: Language
  /// The names of the test parts, sorted, such as `test_2016_flickr`.
  public let tests: [String]
  /// The test part that is meant; nil where there is none, or where there are several and none was named.
  public let test: String?

  /// Understands `argument`.
  ///
  /// Languages that are not given follow from the files where they are in exactly two; if both follow, English, where it
  /// is one of the two, is translated from, else the first in alphabetical order.
  ///
  /// - Parameters:
  ///   - argument: `builtin:` and a name, or a folder.
  ///   - source: The language to translate from, if the user gave it.
  ///   - target: The language to translate to, if the user gave it.
  ///   - test: The name of the test part to use, if the user gave it.
  /// - Throws: `unreadable` for a folder; `impossible` for names and languages that are not there, with those that are.
  public init(
    _ argument: String, source: Language? = nil, target: Language? = nil, test: String? = nil
  ) throws(TranslationDataError) {
    let found: Found
    if argument.hasPrefix("builtin:") {
      found = try Found(builtin: String(argument.dropFirst("builtin:".count)))
    } else {
      found = try Found(folder: argument)
    }
    kind = found.kind
    (self.source, self.target) = try found.pair(source, target, in: argument)
    tests = found.tests(in: self.source, self.target)
    if let test, !tests.contains(test) {
      throw .impossible(
        "'\(argument)' has no test part '\(test)'; it has \(tests.isEmpty ? "none" : tests.joined(separator: ", "))")
    }
    self.test = test ?? (tests.count == 1 ? tests[0] : nil)
  }

  /// The name of `part` in the names of its files; nil if there is no such part.
  ///
  /// - Throws: `impossible` if several test parts are there and none was named.
  func fileName(of part: Part, exists: (String) -> Bool) throws(TranslationDataError) -> String? {
    switch part {
    case .train: return exists("train") ? "train" : nil
    case .valid: return ["valid", "val", "dev"].first(where: exists)
    case .test:
      guard test != nil || tests.isEmpty else {
        throw .impossible("there are several test parts; name one of them: \(tests.joined(separator: ", "))")
      }
      return test
    }
  }

  /// The text of `part`. Of training and validation, pairs that cannot be used are left out and reported; of a test every
  /// line must be usable.
  ///
  /// - Throws: `unreadable` if the part is not there; `impossible` for data that is preprocessed, which has no text; what
  ///   ``ParallelText/read(source:target:keeping:)`` throws.
  public func text(_ part: Part) throws(TranslationDataError) -> ParallelText {
    switch kind {
    case .builtin: return BuiltinCorpus.numbers(part)
    case .text:
      let (source, target) = try textFiles(part)
      return try .read(source: source, target: target, keeping: part == .test ? .everyLine : .usableLines)
    case .preprocessed(let folder): throw .impossible("'\(folder)' is preprocessed: it has token numbers, no text")
    }
  }
}
