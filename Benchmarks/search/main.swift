// Times the validation losses of given designs, as a search asks for them, and prints one JSON object.
// Usage: search-benchmark alone|shared|together RUN FOLDER [THREADS]; see compare.
//
// RUN is what 'hatbench train' wrote, FOLDER has designs as HAT's YAML files. `alone` packs every design's weights anew,
// `shared` keeps them for the designs that follow, `together` also hands designs over 16 and more at a time. Reading is not
// in the seconds.

import Foundation
import TensorEngine
import Training
import TransformerIR
import TranslationData

/// What is printed.
struct Report: Encodable {
  var mode: String
  var threads: Int
  var seconds: Double
  /// Label-smoothed bits per target token of each design, in the order of the files' names.
  var losses: [Double]
}

/// A run's weights and validation text.
struct Run {
  let checkpoint: TrainingCheckpoint
  let sources, targets: [[Int32]]

  init(_ folder: String) throws {
    checkpoint = try TrainingCheckpoint(folder)
    let text = try PreparedData.open(folder: "\(folder)/data").valid
    sources = (0..<text.count).map(text.source)
    targets = (0..<text.count).map(text.target)
  }

  /// Makes what computes losses, knowing none, a number of times.
  func losses(_ count: Int, threads: Int) throws -> [InheritedLosses] {
    let (model, parameters) = (checkpoint.model, try checkpoint.parameters())
    return try (0..<count).map { _ in
      try InheritedLosses(model: model, parameters: parameters, sources: sources, targets: targets, threads: threads)
    }
  }

  func bits(_ losses: [Float]) -> Double {
    losses.reduce(0) { $0 + Double($1) } / Double(targets.reduce(0) { $0 + $1.count }) / 0.6931471805599453
  }
}

/// Ends the program with a sentence.
func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data("search-benchmark: \(message)\n".utf8))
  exit(1)
}

func designs(in folder: String) throws -> [SubTransformer] {
  let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yml") }.sorted()
  guard !names.isEmpty else { fail("there is no design (*.yml) in '\(folder)'") }
  return try names.map { try SubTransformer.load(file: "\(folder)/\($0)").design }
}

func measure(_ mode: String, _ run: Run, _ designs: [SubTransformer], threads: Int) throws -> Report {
  let all = 0..<run.targets.count
  let judges = try run.losses(mode == "alone" ? designs.count : 1, threads: threads)
  var found: [[Float]] = []
  let time = try ContinuousClock().measure {
    switch mode {
    case "alone":
      for (judge, design) in zip(judges, designs) { found += try judge.losses(of: [design], sentences: all) }
    case "shared":
      for design in designs { found += try judges[0].losses(of: [design], sentences: all) }
    case "together":
      found = try judges[0].losses(of: designs, sentences: all)
    default: fail("'\(mode)' is none of alone, shared, together")
    }
  }
  return Report(mode: mode, threads: threads, seconds: time / .seconds(1), losses: found.map(run.bits))
}

BLASLibrary.reexecuteWithoutOverrides()

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 3 || arguments.count == 4, let threads = Int(arguments.count == 4 ? arguments[3] : "2"),
  threads > 0
else { fail("search-benchmark alone|shared|together RUN FOLDER [THREADS] was expected") }
do {
  let report = try measure(
    arguments[0], try Run(arguments[1]), try designs(in: arguments[2]), threads: threads)
  print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
} catch {
  fail("\(error)")
}
