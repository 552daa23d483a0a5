import Files
import Foundation
import TestSupport
import Testing

@Suite struct MappedFileTests {
  @Test func aMappedFileHasTheFilesBytes() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("a").path
      let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try WholeFile.write([bytes], to: path)
      let mapped = try MappedFile(path)
      #expect(mapped.count == 10_000)
      #expect(mapped.bytes.elementsEqual(bytes))
    }
  }

  @Test func anEmptyFileMapsToNoBytes() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("empty").path
      try WholeFile.write("", to: path)
      #expect(try MappedFile(path).bytes.isEmpty)
    }
  }

  /// A file that is replaced while it is mapped stays what it was for the reader.
  @Test func replacingTheFileLeavesTheMappingAlone() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("a").path
      try WholeFile.write("old contents", to: path)
      let mapped = try MappedFile(path)
      try WholeFile.write("new", to: path)
      #expect(String(decoding: mapped.bytes, as: UTF8.self) == "old contents")
    }
  }

  @Test func whatCannotBeMappedIsNamed() throws {
    try SharedFiles.withTemporaryFolder { folder in
      #expect(throws: FileError.isFolder) { try MappedFile(folder.path) }
      #expect(throws: FileError.missing) { try MappedFile(folder.appendingPathComponent("none").path) }
      #expect(message { _ = try MappedFile("/dev/null") }.contains("only plain files can be mapped"))
    }
  }
}
