import Files

/// One side of a binary corpus: sentences as token numbers, mapped from the disk, in the format of fairseq's
/// `MMapIndexedDataset`.
///
/// `<prefix>.idx`, all numbers little-endian: the 9 bytes `MMIDIDX\0\0`; version, 1, in 64 bits; the tokens' type in 8 bits;
/// the number n of sentences in 64 bits; n lengths in tokens in 32 bits; n positions in `<prefix>.bin`, in bytes, in 64 bits.
/// `<prefix>.bin` is the tokens, sentence after sentence, each with its end symbol.
///
/// Source: fairseq's `indexed_dataset.py`.
struct TokenFile: Sendable {
  static let magic: [UInt8] = Array("MMIDIDX\0\0".utf8)
  static let headerSize = magic.count + 8 + 1 + 8
  /// The number of the end symbol, which every sentence ends with.
  static let endSymbol = Vocabulary.end

  /// How a token is stored.
  enum Width: UInt8, Sendable {
    case int32 = 4
    case uint16 = 8

    /// fairseq's choice.
    init(vocabularySize: Int) { self = vocabularySize < 65_500 ? .uint16 : .int32 }

    var bytes: Int { self == .int32 ? 4 : 2 }
  }

  private let index: MappedFile
  private let contents: MappedFile
  private let width: Width
  /// How many sentences there are.
  let count: Int
  /// How many tokens there are, end symbols included.
  var tokenCount: Int { contents.count / width.bytes }

  /// Opens `<prefix>.idx` and `<prefix>.bin` and checks everything that they say, every token included.
  init(prefix: String, vocabularySize: Int) throws(TranslationDataError) {
    let files = (index: "\(prefix).idx", contents: "\(prefix).bin")
    index = try Self.map(files.index)
    contents = try Self.map(files.contents)
    (width, count) = try Self.header(of: index, named: files.index)
    try checkPositions(files.index, files.contents)
    try checkTokens(files.contents, vocabularySize)
  }

  private static func map(_ path: String) throws(TranslationDataError) -> MappedFile {
    do throws(FileError) { return try MappedFile(path) } catch { throw .unreadable(file: path, reason: "\(error)") }
  }

  private static func header(of index: MappedFile, named file: String) throws(TranslationDataError) -> (Width, Int) {
    func malformed(_ found: String, _ expected: String) -> TranslationDataError {
      .malformed(file: file, line: nil, found: found, expected: expected)
    }
    if index.bytes.starts(with: "TNTIDX\0\0".utf8) {
      throw malformed("fairseq's older format (TNTIDX)", "its mapped one: preprocess with --dataset-impl mmap")
    }
    guard index.bytes.starts(with: magic) else {
      throw malformed("a file of another kind", "fairseq's mapped index (MMIDIDX)")
    }
    guard index.count >= headerSize else {
      throw malformed("\(index.count) bytes", "the \(headerSize) of a header: the file is cut short")
    }
    let version = index.bytes.loadUnaligned(fromByteOffset: magic.count, as: UInt64.self).littleEndian
    guard version == 1 else { throw malformed("version \(version)", "version 1") }
    let code = index.bytes[magic.count + 8]
    guard let width = Width(rawValue: code) else {
      throw malformed("tokens of type \(code)", "type 8 (16 bits) or 4 (32 bits)")
    }
    let count = index.bytes.loadUnaligned(fromByteOffset: magic.count + 9, as: UInt64.self).littleEndian
    guard count == (index.count - headerSize) / 12, (index.count - headerSize) % 12 == 0 else {
      throw malformed(
        "\(index.count) bytes for \(count) sentences",
        "\(headerSize) bytes and 12 for each sentence: the file is damaged")
    }
    return (width, Int(count))
  }

  private func checkPositions(_ file: String, _ contentsFile: String) throws(TranslationDataError) {
    var position = 0
    for sentence in 0..<count {
      let length = length(sentence)
      guard length > 0, self.position(sentence) == position else {
        throw .malformed(
          file: file, line: nil,
          found: "sentence \(sentence) of \(length) tokens at byte \(self.position(sentence))",
          expected: "at least one token, at byte \(position), where the sentence before it ends")
      }
      position += length * width.bytes
    }
    guard position == contents.count else {
      throw .malformed(
        file: contentsFile, line: nil, found: "\(contents.count) bytes",
        expected: "the \(position) of its index '\(file)': they belong to different corpora, or one is cut short")
    }
  }

  private func checkTokens(_ file: String, _ vocabularySize: Int) throws(TranslationDataError) {
    let largest =
      switch width {
      case .uint16: contents.bytes.bindMemory(to: UInt16.self).reduce(0) { max($0, UInt32($1)) }
      // A negative number becomes a very large one.
      case .int32: contents.bytes.bindMemory(to: UInt32.self).reduce(0) { max($0, $1) }
      }
    guard Int(largest) < vocabularySize || count == 0 else {
      throw .mismatched(
        "'\(file)' has token \(Int32(bitPattern: largest)) and its vocabulary has \(vocabularySize) words: the corpus was made "
          + "with another dictionary; prepare it again")
    }
    let words = contents.count / width.bytes
    if let place = (0..<words).first(where: { token($0 * width.bytes) == Vocabulary.padding }) {
      throw .malformed(
        file: file, line: nil, found: "padding (\(Vocabulary.padding)) at token \(place)",
        expected: "words and end symbols: sentences are stored without padding")
    }
    for sentence in 0..<count where token(position(sentence) + (length(sentence) - 1) * width.bytes) != Self.endSymbol {
      throw .malformed(
        file: file, line: nil,
        found: "sentence \(sentence), which ends with token "
          + "\(token(position(sentence) + (length(sentence) - 1) * width.bytes))",
        expected: "the end symbol (\(Self.endSymbol)) at the end of every sentence")
    }
  }

  /// The length of `sentence` in tokens, its end symbol included.
  func length(_ sentence: Int) -> Int {
    precondition(0 <= sentence && sentence < count, "there is no sentence \(sentence) among \(count)")
    return Int(
      Int32(littleEndian: index.bytes.loadUnaligned(fromByteOffset: Self.headerSize + 4 * sentence, as: Int32.self)))
  }

  private func position(_ sentence: Int) -> Int {
    Int(
      Int64(
        littleEndian: index.bytes.loadUnaligned(
          fromByteOffset: Self.headerSize + 4 * count + 8 * sentence, as: Int64.self)))
  }

  private func token(_ offset: Int) -> Int32 {
    switch width {
    case .uint16: Int32(UInt16(littleEndian: contents.bytes.load(fromByteOffset: offset, as: UInt16.self)))
    case .int32: Int32(littleEndian: contents.bytes.load(fromByteOffset: offset, as: Int32.self))
    }
  }

  /// The tokens of `sentence`, its end symbol included.
  func tokens(_ sentence: Int) -> [Int32] {
    let (start, length) = (position(sentence), length(sentence))
    return [Int32](unsafeUninitializedCapacity: length) { buffer, initialised in
      for offset in 0..<length { buffer[offset] = token(start + offset * width.bytes) }
      initialised = length
    }
  }
}
