import Files

/// Collects sentences and writes them as ``TokenFile`` reads them.
struct TokenFileWriter {
  private let width: TokenFile.Width
  private var contents: [UInt8] = []
  private var lengths: [Int32] = []

  init(vocabularySize: Int) { width = TokenFile.Width(vocabularySize: vocabularySize) }

  /// Adds one sentence.
  ///
  /// - Precondition: It ends with the end symbol, and no token is negative or too large for the vocabulary's type.
  mutating func append(_ tokens: [Int32]) {
    precondition(tokens.last == TokenFile.endSymbol, "a sentence must end with the end symbol")
    switch width {
    case .uint16: for token in tokens { append(UInt16(token)) }
    case .int32: for token in tokens { append(UInt32(token)) }
    }
    lengths.append(Int32(tokens.count))
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { contents += $0 }
  }

  /// Writes `<prefix>.bin` and then `<prefix>.idx`, each whole or not at all.
  func write(prefix: String) throws(TranslationDataError) {
    try put([contents], at: "\(prefix).bin")
    try put([index()], at: "\(prefix).idx")
  }

  private func index() -> [UInt8] {
    var index = TokenFileWriter(vocabularySize: 0)
    index.contents = TokenFile.magic
    index.contents.reserveCapacity(TokenFile.headerSize + 12 * lengths.count)
    index.append(UInt64(1))
    index.append(width.rawValue)
    index.append(UInt64(lengths.count))
    for length in lengths { index.append(length) }
    var position: Int64 = 0
    for length in lengths {
      index.append(position)
      position += Int64(length) * Int64(width.bytes)
    }
    return index.contents
  }

  private func put(_ pieces: [[UInt8]], at path: String) throws(TranslationDataError) {
    do throws(FileError) { try WholeFile.write(pieces, to: path) } catch {
      throw .unwritable(file: path, reason: "\(error)")
    }
  }
}
