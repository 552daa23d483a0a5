import ArgumentParser
import TensorEngine

/// The command line: parse, call one library function, render.
@main
struct Hatbench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hatbench",
    abstract: "How fast will this Transformer run there, which should I run there, and is the prediction true?",
    version: "0.1.0",
    subcommands: [
      Profiles.self, DoctorCommand.self, Profile.self, Measure.self, Dataset.self, Fit.self, Predict.self, Compare.self,
      Simulate.self,
      Search.self, Train.self, Evaluate.self, Translate.self, Report.self,
    ])

  static func main() {
    // The environment may pin matrix products to an old instruction set; the library reads it before this line runs.
    BLASLibrary.reexecuteWithoutOverrides()
    main(nil)
  }
}
