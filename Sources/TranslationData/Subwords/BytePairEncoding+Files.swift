extension BytePairEncoding {
  /// The merges of a file that `subword-nmt learn-bpe` or ``write(to:)`` made: one merge per line, two symbols and a
  /// space between them, in the order of learning; before them `#version: 0.2`. Files without that line are of 0.1.
  ///
  /// - Throws: ``TranslationDataError`` if the file cannot be read, is of an unknown version, or has another line.
  public init(file: String) throws(TranslationDataError) {
    var lines = try PipelineFile.lines(file)[...]
    var version = Version.separateEnd
    var firstLine = 1
    if let header = lines.first, header.hasPrefix("#version:") {
      let number = header.split(separator: " ").last.map(String.init) ?? ""
      guard let known = Version(rawValue: number) else {
        throw .malformed(file: file, line: 1, found: "'\(header)'", expected: "#version: 0.1 or 0.2")
      }
      version = known
      lines = lines.dropFirst()
      firstLine = 2
    }
    var merges: [Merge] = []
    merges.reserveCapacity(lines.count)
    for (index, line) in lines.enumerated() {
      let symbols = line.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
      guard symbols.count == 2, symbols.allSatisfy({ !$0.isEmpty }) else {
        throw .malformed(
          file: file, line: firstLine + index, found: "'\(line)'", expected: "two symbols with one space between them")
      }
      merges.append(
        Merge(left: Spelling(String(Substring(symbols[0]))), right: Spelling(String(Substring(symbols[1])))))
    }
    self.init(merges, version: version)
  }

  /// Writes the merges as `subword-nmt` reads them.
  ///
  /// - Throws: ``TranslationDataError/unwritable(file:reason:)``.
  public func write(to file: String) throws(TranslationDataError) { try PipelineFile.write(text, to: file) }

  /// What ``write(to:)`` writes.
  var text: String {
    var text = version == .joinedEnd ? "#version: 0.2\n" : ""
    for merge in merges { text += "\(merge.left.text) \(merge.right.text)\n" }
    return text
  }
}
