extension Recaser {
  private static let header = "#case 1"

  /// The recaser of a file that ``write(to:)`` made.
  ///
  /// After a first line `#case 1`, each line is an entry: a form such as `Hund`, or the lower-cased word before it, a
  /// space and the form.
  ///
  /// - Throws: ``TranslationDataError``, with the line, if the file cannot be read or has another line.
  public init(file: String) throws(TranslationDataError) {
    let lines = try PipelineFile.lines(file)
    guard lines.first == Self.header else {
      throw .malformed(file: file, line: 1, found: "'\(lines.first ?? "")'", expected: "'\(Self.header)'")
    }
    self.init(forms: [:], formsInContext: [:])
    for (index, line) in lines.enumerated().dropFirst() {
      let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      switch words.count {
      case 1 where !words[0].isEmpty: add(words[0])
      case 2 where !words[0].isEmpty && !words[1].isEmpty: add(words[1], behind: words[0])
      default:
        throw .malformed(
          file: file, line: index + 1, found: "'\(line)'", expected: "a word, or the word before it and the word")
      }
    }
  }

  /// Writes one entry per line, sorted.
  ///
  /// - Throws: ``TranslationDataError/unwritable(file:reason:)``.
  public func write(to file: String) throws(TranslationDataError) { try PipelineFile.write(text, to: file) }

  /// What ``write(to:)`` writes.
  var text: String {
    let words = forms.values.map(Spelling.init).sorted()
    let pairs = formsInContext.map { Spelling("\($0.key.previous) \($0.value)") }.sorted()
    return ([Spelling(Self.header)] + words + pairs).map { $0.text + "\n" }.joined()
  }

  private mutating func add(_ form: String) { forms[form.lowercased()] = form }

  private mutating func add(_ form: String, behind previous: String) {
    formsInContext[Pair(previous: previous, word: form.lowercased())] = form
  }
}
