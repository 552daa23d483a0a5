import ArgumentParser
import Hardware

/// `hatbench profiles diff`
struct ProfilesDiff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Say what differs between two profiles, in conditions and in numbers.")

  @Argument(help: "The profile to compare with: a name or a JSON file.")
  var before: String
  @Argument(help: "The profile to compare: a name or a JSON file.")
  var after: String
  @Flag(help: "Print results as JSON.")
  var json = false

  func run() throws {
    let catalogue = ProfileCatalogue.standard
    let difference = try ProfileDifference(from: catalogue.profile(before), to: catalogue.profile(after))
    if json { return try Terminal.printJSON(DifferenceJSON(difference)) }
    print(DifferenceView(difference: difference, before: before, after: after).text)
  }
}
