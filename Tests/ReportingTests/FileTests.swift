import Foundation
import Testing

@testable import Reporting

@Suite struct FileTests {
  private let page = Page(title: "t")

  /// Runs `body` with the path of a fresh folder, which is removed afterwards.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "reporting-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func writingReplacesTheOldPageAndLeavesNothingElse() throws {
    try withFolder { folder in
      try "old".write(toFile: "\(folder)/r.html", atomically: false, encoding: .utf8)
      try page.write(to: "\(folder)/r.html", charts: nil)
      #expect(try String(contentsOfFile: "\(folder)/r.html", encoding: .utf8) == page.html(charts: nil))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["r.html"])
    }
  }

  @Test func aMissingFolderIsNamedAsSuch() throws {
    try withFolder { folder in
      #expect(throws: ReportingError.directoryMissing(path: "\(folder)/no/r.html")) {
        try page.write(to: "\(folder)/no/r.html", charts: nil)
      }
    }
  }

  @Test func aFileInPlaceOfAFolderIsAMissingFolder() throws {
    try withFolder { folder in
      try page.write(to: "\(folder)/file", charts: nil)
      #expect(throws: ReportingError.directoryMissing(path: "\(folder)/file/r.html")) {
        try page.write(to: "\(folder)/file/r.html", charts: nil)
      }
    }
  }

  @Test func aFolderIsNotOverwritten() throws {
    try withFolder { folder in
      #expect(throws: ReportingError.isDirectory(path: folder)) { try page.write(to: folder, charts: nil) }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left.isEmpty)
    }
  }

  /// Neither can be provoked as an administrator on a disk with space, so the sorting itself is tested.
  @Test(arguments: [
    (CocoaError.Code.fileWriteNoPermission, ReportingError.permissionDenied(path: "/r.html")),
    (.fileWriteVolumeReadOnly, .permissionDenied(path: "/r.html")), (.fileWriteOutOfSpace, .noSpace(path: "/r.html")),
  ]) func failuresAreSortedByWhatToDoNext(code: CocoaError.Code, expected: ReportingError) {
    #expect(ReportingError(writing: "/r.html", failed: CocoaError(code)) == expected)
  }

  @Test func aMessageSaysWhatHappenedAndWhatToDo() {
    #expect(
      "\(ReportingError.directoryMissing(path: "a/r.html"))"
        == "cannot write 'a/r.html': its folder does not exist; create the folder first")
  }

  @Test func theEnvironmentNamesAnotherCopyOfChartJS() throws {
    try withFolder { folder in
      try "mine".write(toFile: "\(folder)/c.js", atomically: false, encoding: .utf8)
      #expect(try ChartLibrary.installed(environment: ["HATBENCH_CHARTJS": "\(folder)/c.js"])?.source == "mine")
      #expect(throws: ReportingError.chartLibraryUnreadable(path: "\(folder)/none.js")) {
        try ChartLibrary.installed(environment: ["HATBENCH_CHARTJS": "\(folder)/none.js"])
      }
    }
  }
}
