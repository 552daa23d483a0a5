import ArgumentParser
import Foundation
import Hardware
import Quantities
import TransformerIR

extension Seconds: ExpressibleByArgument {
  /// Reads a latency with its unit, as `350ms` or `5s`.
  public init?(argument: String) { self.init(argument) }
}

/// Which space designs come from.
struct SpaceOption: ParsableArguments {
  @Option(
    help: """
      Search space: \(SearchSpace.shipped.map(\.name).joined(separator: ", ")), or a YAML file. It also gives what a \
      design file leaves out: inner attention width, vocabulary, lengths.
      """)
  var space = "wmt"

  /// The space; what its file says beyond that goes to standard error.
  func load() throws -> SearchSpace { try Self.load(space) }

  /// The space of that name or file.
  static func load(_ name: String) throws -> SearchSpace {
    let (space, warnings) = try SearchSpace.named(name)
    warnings.forEach(Terminal.warn)
    return space
  }
}

/// How a design is run, where that is not as its space says.
struct SettingOptions: ParsableArguments {
  @Option(help: "Source tokens, if not the space's own.")
  var sourceLength: Int?
  @Option(help: "Decoder steps, if not the space's own.")
  var targetLength: Int?
  @Option(help: "Hypotheses per sentence, if not the space's own.")
  var beam: Int?

  /// `space` with what was said.
  func applied(to space: SearchSpace) -> SearchSpace {
    var space = space
    space.setting.sourceLength = sourceLength ?? space.setting.sourceLength
    space.setting.targetLength = targetLength ?? space.setting.targetLength
    space.setting.beam = beam ?? space.setting.beam
    return space
  }
}

/// Which device is modelled.
struct ProfileOption: ParsableArguments {
  @Option(help: "Hardware profile: a shipped or local name (see 'hatbench profiles'), or a JSON file.")
  var profile: String

  func load() throws -> HardwareProfile { try ProfileCatalogue.standard.profile(profile) }
}

/// How results are given.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print results as JSON.")
  var json = false

  @Option(help: "Also write one self-contained HTML page with interactive charts.")
  var report: String?

  @Flag(help: "Show progress even if standard error is not a terminal.")
  var progress = false

  /// Where progress is shown.
  var progressLine: ProgressLine { ProgressLine(isForced: progress) }
}
