import Files
import Foundation
import TestSupport
import Testing

@testable import TranslationData

/// What tests of corpora share.
enum CorpusFiles {
  /// Puts `text` into `folder` under `name`.
  /// - Returns: The file's path.
  static func write(_ text: String, _ folder: URL, _ name: String) throws -> String {
    let path = folder.appendingPathComponent(name).path
    try WholeFile.write(text, to: path)
    return path
  }
}

/// `printf 'eins\nzwei\ndrei\n' | gzip -n9`, then the same of `vier\n`.
private let packed: (first: [UInt8], second: [UInt8]) = (
  [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4B, 0xCD, 0xCC, 0x2B, 0xE6, 0xAA, 0x2A, 0x4F,
    0xCD, 0xE4, 0x4A, 0x29, 0x02, 0x12, 0x00, 0xEB, 0xE3, 0xEA, 0x24, 0x0F, 0x00, 0x00, 0x00,
  ],
  [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2B, 0xCB, 0x4C, 0x2D, 0xE2, 0x02, 0x00, 0x5A,
    0xA1, 0x5E, 0x45, 0x05, 0x00, 0x00, 0x00,
  ]
)

@Suite struct CorpusTextFileTests {
  private func lines(_ bytes: [UInt8]) throws -> TextFile.Lines {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("text").path
      try WholeFile.write([bytes], to: path)
      return try TextFile.lines(path)
    }
  }

  @Test(arguments: ["eins\nzwei\n", "eins\r\nzwei\r\n", "eins\nzwei", "\u{FEFF}eins\nzwei\n"])
  func lineEndsAndByteOrderMarksAreNotText(text: String) throws {
    #expect(try lines(Array(text.utf8)).lines == ["eins", "zwei"])
  }

  @Test func emptyLinesCount() throws {
    #expect(try lines(Array("\n\na\n".utf8)).lines == ["", "", "a"])
    #expect(try lines([]).lines == [])
  }

  @Test func aLineThatIsNotUTF8IsNamed() throws {
    let result = try lines(Array("gut\n".utf8) + [0x66, 0xFC, 0x72, 0x0A] + Array("gut\n".utf8))
    #expect(result.lines == ["gut", "", "gut"])
    #expect(result.notUTF8 == [2])
  }

  @Test func packedTextIsKnownByItsContents() throws {
    #expect(try lines(packed.first).lines == ["eins", "zwei", "drei"])
  }

  /// As `cat a.gz b.gz` makes them; zeros after the last member are padding.
  @Test func aPackedFileMayHaveSeveralMembers() throws {
    #expect(try lines(packed.first + packed.second).lines == ["eins", "zwei", "drei", "vier"])
    #expect(try lines(packed.first + [0, 0, 0]).lines == ["eins", "zwei", "drei"])
  }

  /// Wherever the file is cut.
  @Test func aPackedFileThatIsCutShortIsAnError() throws {
    for count in 2..<packed.first.count {
      #expect(message { _ = try lines(Array(packed.first.prefix(count))) }.contains("a gzip file that is cut short"))
    }
    #expect(message { _ = try lines(packed.first + packed.second.dropLast(3)) }.contains("cut short"))
  }

  @Test func aDamagedPackedFileIsAnError() throws {
    var bytes = packed.first
    bytes[bytes.count - 6] ^= 1  // in its check sum
    #expect(message { _ = try lines(bytes) }.contains("a damaged gzip file (incorrect data check)"))
  }

  /// A few bytes can unpack to more than memory holds.
  @Test func unpackingStopsAtTheLimit() throws {
    #expect(throws: GzipStream.Failure.tooLarge(limit: 9)) { try GzipStream.contents(of: packed.first, limit: 9) }
  }

  @Test func aMissingFileIsNamed() {
    #expect(message { _ = try TextFile.lines("/none/train.en") }.hasPrefix("cannot read '/none/train.en': there is no"))
  }
}
