import Files
import Foundation
import TestSupport
import Testing

@testable import Reporting

@Suite struct FileTests {
  private let page = Page(title: "t")

  @Test func writingReplacesTheOldPageAndLeavesNothingElse() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("r.html").path
      try WholeFile.write("old", to: path)
      try page.write(to: path, charts: nil)
      #expect(try WholeFile.readText(path, limit: 1 << 20) == page.html(charts: nil))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["r.html"])
    }
  }

  @Test func aPlaceThatCannotBeWrittenIsNamedWithTheReason() throws {
    let error = ReportingError.unwritable(path: "/no/such/r.html", reason: .missing)
    #expect(throws: error) { try page.write(to: "/no/such/r.html", charts: nil) }
    #expect(
      "\(error)"
        == "cannot write the page '/no/such/r.html': there is no such file or folder; choose another place or make room"
    )
    #expect(throws: ReportingError.unwritable(path: "/dev/full", reason: .noSpace)) {
      try page.write(to: "/dev/full", charts: nil)
    }
  }

  @Test func theEnvironmentNamesAnotherCopyOfChartJS() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("c.js").path
      try WholeFile.write("mine", to: path)
      #expect(try ChartLibrary.installed(environment: ["HATBENCH_CHARTJS": path])?.source == "mine")
      #expect(throws: ReportingError.chartLibraryUnreadable(path: folder.path + "/none.js", reason: .missing)) {
        try ChartLibrary.installed(environment: ["HATBENCH_CHARTJS": folder.path + "/none.js"])
      }
    }
  }
}
