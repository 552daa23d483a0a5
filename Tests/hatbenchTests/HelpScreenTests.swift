import Foundation
import TestSupport
import Testing

/// Help screens are part of the contract: a change to one is a change to its fixture, which a reader then sees.
@Suite struct HelpScreenTests {
  @Test(arguments: [
    "profiles", "profiles show", "profiles diff", "doctor", "profile", "measure", "dataset", "fit", "predict",
    "compare", "simulate", "search", "train", "evaluate", "translate", "report",
  ])
  func theHelpScreenIsAsWritten(command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let fixture = SharedFiles.repository.appendingPathComponent(
      "Tests/hatbenchTests/Fixtures/help-\(words.joined(separator: "-")).txt")
    let run = try CommandLine.run(["help"] + words)
    #expect(run.status == 0)
    #expect(run.output == (try String(contentsOf: fixture, encoding: .utf8)))
  }
}
