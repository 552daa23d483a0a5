extension Vocabulary {
  /// The vocabulary of a `dict.*.txt` of fairseq's: a word, a space and a count on each line, in the order of the
  /// numbers, without the specials.
  ///
  /// - Throws: ``TranslationDataError``, with the line, if a count is missing or a word comes twice or is a special.
  public init(file: String) throws(TranslationDataError) {
    var entries: [Entry] = []
    var lineOfWord: [Spelling: Int] = [:]
    for special in Self.specials { lineOfWord[Spelling(special)] = 0 }
    for (index, line) in try PipelineFile.lines(file).enumerated() {
      guard let space = line.utf8.lastIndex(of: 0x20), space > line.startIndex,
        let count = Int(line[line.index(after: space)...]), count >= 0
      else {
        throw .malformed(
          file: file, line: index + 1, found: "'\(line)'", expected: "a word, a space and how often it occurs")
      }
      let word = Spelling(String(line[..<space]))
      if let earlier = lineOfWord.updateValue(index + 1, forKey: word) {
        throw .malformed(
          file: file, line: index + 1, found: "'\(word.text)' again",
          expected: earlier == 0 ? "no special: those need no line" : "every word once; it is also on line \(earlier)")
      }
      entries.append(Entry(word: word, count: count))
    }
    self.init(entries: entries)
  }

  /// Writes the vocabulary as fairseq reads it.
  ///
  /// - Throws: ``TranslationDataError/unwritable(file:reason:)``.
  public func write(to file: String) throws(TranslationDataError) { try PipelineFile.write(text, to: file) }

  /// What ``write(to:)`` writes.
  var text: String {
    var text = ""
    for entry in entries { text += "\(entry.word.text) \(entry.count)\n" }
    return text
  }
}
