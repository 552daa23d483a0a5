import ArgumentParser
import Foundation
import Hardware
import Profiler
import Quantities
import TensorEngine
import TransformerIR

/// How this machine is measured.
struct MeasuringOptions: ParsableArguments {
  @Option(help: "Threads, each on a core of its own; all physical cores by default.")
  var threads: Int?
  @Option(help: "The program that is measured: eager or fused (by default).")
  var runtime: Runtime?
  @Option(help: "Decides designs and the order in which they are measured.")
  var seed: UInt64 = 0
  @Flag(help: "Go on with a run that was interrupted or killed; nothing is measured twice.")
  var resume = false

  func validate() throws {
    guard threads.map({ $0 > 0 }) ?? true else { throw ValidationError("--threads must be positive") }
    guard runtime != .pytorchEager else {
      throw ValidationError("only programs of our own can be measured: eager or fused")
    }
  }

  /// Where a command keeps its samples: where the user says, or beside its output.
  static func storePath(_ store: String?, output: String) throws -> String {
    let path = store ?? URL(fileURLWithPath: output).deletingPathExtension().path + ".sqlite"
    guard URL(fileURLWithPath: path).standardizedFileURL != URL(fileURLWithPath: output).standardizedFileURL else {
      throw ValidationError(
        "the output '\(output)' would replace the store of samples: give another --output or --store")
    }
    return path
  }

  /// Sets this machine up.
  /// - Parameter threads: How many threads unless the user says so; nil for one on each core.
  func bench(
    _ space: SearchSpace, includesSearch: Bool, runtime: Runtime? = nil, threads: Int? = nil
  ) throws -> Bench {
    let machine = try Machine.current()
    return try Self.bench(
      space, includesSearch: includesSearch, runtime: runtime ?? self.runtime ?? .fused,
      threads: self.threads ?? threads ?? machine.placement.cores, machine: machine)
  }

  /// Sets `machine` up for measuring, of which the first Ctrl-C from now on is a request to stop.
  static func bench(
    _ space: SearchSpace, includesSearch: Bool, runtime: Runtime, threads: Int, machine: Machine
  ) throws -> Bench {
    try machine.program.requireRelease()
    Interruption.catchFirst()
    return try Bench(
      space, runtime: runtime, includesSearch: includesSearch, threads: threads, machine: machine)
  }
}

/// What a campaign says on the progress line.
extension ProgressLine {
  func show(_ stage: String, _ progress: CampaignProgress) {
    let left = progress.remaining.map { ", \(Self.text($0)) left" } ?? ""
    show("\(stage): \(progress.done) of \(progress.total)\(left)\(progress.key.map { " · \($0)" } ?? "")")
  }

  /// `4 min 10 s`.
  static func text(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
  }
}

/// Ends the program after an interruption, saying how to go on.
struct Interrupted: Error, CustomStringConvertible {
  /// Where the samples are; nil if they were not to be kept.
  let store: String?

  var description: String {
    store.map { "interrupted; every sample so far is in '\($0)': give the same command with --resume to go on" }
      ?? "interrupted; samples were not kept: give --store FILE to be able to go on"
  }
}
