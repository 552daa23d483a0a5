import ArgumentParser

/// `hatbench report`
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Everything that a reproduction of HAT left in a folder, as one page and one table.",
    discussion: """
      Reads what there is of super/ (the SuperTransformer's run), search/search.json, devices/search.json, designs/*.yml, \
      latency.json, inherited/NAME.json, scratch/NAME/ and scratch/NAME.json; what is missing is said. A design called \
      'largest' is what the others are held against; those whose names begin with 'winner' were searched for, all others \
      were scaled by hand.
      """)

  @Argument(help: "The folder.")
  var folder: String
  @Option(help: "Where the page is written, if not to report.html in the folder.")
  var output: String?
  @Flag(help: "Print results as JSON.")
  var json = false

  func run() throws {
    let summary = ReproductionSummary(try ReproductionFolder(folder).read())
    summary.found.doubts.forEach(Terminal.warn)
    try ReproductionPage(summary).write(to: output ?? "\(folder)/report.html")
    if json { return try Terminal.printJSON(ReproductionJSON(summary)) }
    print(ReproductionView(summary: summary).text)
  }
}
