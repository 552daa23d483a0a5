import Foundation
import TestSupport
import Testing

/// Help screens are part of the contract: a change to one is a change to its fixture, which a reader then sees.
@Suite struct HelpScreenTests {
  @Test(arguments: ["profiles", "fit", "predict", "compare", "search"])
  func theHelpScreenIsAsWritten(command: String) throws {
    let fixture = SharedFiles.repository.appendingPathComponent("Tests/hatbenchTests/Fixtures/help-\(command).txt")
    let run = try CommandLine.run("help", command)
    #expect(run.status == 0)
    #expect(run.output == (try String(contentsOf: fixture, encoding: .utf8)))
  }
}
