import Files
import Foundation
import TestSupport
import Testing

@Suite struct WholeFileTests {
  @Test func whatIsWrittenIsRead() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("a").path
      try WholeFile.write([[1, 2], [3]], to: path)
      #expect(try WholeFile.read(path, limit: 3) == [1, 2, 3])
      try WholeFile.write("text", to: path)
      #expect(try WholeFile.readText(path, limit: 10) == "text")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
    }
  }

  @Test func aFileOverTheLimitIsNotRead() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("a").path
      try WholeFile.write([[UInt8](repeating: 0, count: 100_000)], to: path)
      #expect(throws: FileError.tooLarge(limit: 99_999)) { try WholeFile.read(path, limit: 99_999) }
      #expect(throws: FileError.tooLarge(limit: 10)) { try WholeFile.read("/dev/zero", limit: 10) }
    }
  }

  @Test func whatCannotBeReadSaysWhy() throws {
    #expect(throws: FileError.missing) { try WholeFile.read("/no/such/file", limit: 1) }
    #expect(throws: FileError.isFolder) { try WholeFile.read("/", limit: 1) }
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("a").path
      try WholeFile.write([[0xFF]], to: path)
      #expect(throws: FileError.notText) { try WholeFile.readText(path, limit: 1) }
    }
  }

  @Test func whatCannotBeWrittenSaysWhyAndLeavesNothing() throws {
    try SharedFiles.withTemporaryFolder { folder in
      #expect(throws: FileError.missing) { try WholeFile.write("x", to: folder.path + "/none/a") }
      #expect(throws: FileError.isFolder) { try WholeFile.write("x", to: folder.path) }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty)
    }
  }

  /// A device is written to; taking its place would break the machine.
  @Test func aDeviceIsNeverReplaced() throws {
    #expect(throws: FileError.noSpace) { try WholeFile.write("x", to: "/dev/full") }
    try WholeFile.write("x", to: "/dev/null")
    #expect(try WholeFile.read("/dev/null", limit: 1).isEmpty)
  }

  @Test func aLinkStaysALink() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let (file, link) = (folder.appendingPathComponent("file").path, folder.appendingPathComponent("link").path)
      try WholeFile.write("old", to: file)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
      try WholeFile.write("new", to: link)
      #expect(try WholeFile.readText(file, limit: 10) == "new")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
    }
  }
}
