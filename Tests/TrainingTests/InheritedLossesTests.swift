import Foundation
import TensorEngine
import TestSupport
import Testing
import TransformerIR
import TransformerModel

@testable import Training

@Suite struct InheritedLossesTests {
  typealias World = EvaluationTests
  static let largest = SubTransformer(
    encoder: .init(embedding: 24, layers: Array(repeating: .init(ffn: 32, heads: 2), count: 2)),
    decoder: .init(
      embedding: 24,
      layers: Array(repeating: .init(ffn: 32, selfHeads: 2, crossHeads: 4, attended: .last), count: 2)))
  static let designs = [World.design, largest]

  static func losses(threads: Int = 1, maximumTokens: Int = 4096) throws -> InheritedLosses {
    try InheritedLosses(
      model: World.model, parameters: World.parameters, sources: World.sources, targets: World.targets,
      maximumTokens: maximumTokens, threads: threads)
  }

  static func folder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hatbench-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  // MARK: Losses

  /// Against the validation of the whole text.
  @Test(arguments: [1, 2, 3], [40, 4096]) func sentencesAddUpToTheValidation(threads: Int, tokens: Int) throws {
    let losses = try Self.losses(threads: threads, maximumTokens: tokens)
    let rows = try losses.losses(of: Self.designs, sentences: 0..<50)
    for (design, row) in zip(Self.designs, rows) {
      let whole = try Validation.loss(
        model: World.model, parameters: World.parameters, design: design, sources: World.sources,
        targets: World.targets)
      #expect(abs(row.reduce(0) { $0 + Double($1) } - whole.loss) < 1e-5 * whole.loss)
      #expect(losses.tokens.reduce(0, +) == whole.tokens)
    }
  }

  /// Against each sentence by itself, on the tape of training.
  @Test func everySentenceHasItsOwnLoss() throws {
    let row = try Self.losses().losses(of: [World.design], sentences: 0..<50)[0]
    for index in World.sources.indices {
      let batch = TranslationBatch(source: [World.sources[index]], target: [World.targets[index]])
      let tape = Tape(backend: CPUBackend())
      var sums = CrossEntropy()
      _ = tape.evaluate(World.parameters) {
        World.model.loss(batch, as: World.design, smoothing: 0.1, scale: 1, on: $0, sums: &sums)
      }
      #expect(abs(Double(row[index]) - sums.loss) < 1e-4 * sums.loss)
    }
  }

  @Test func nothingIsComputedTwice() throws {
    let losses = try Self.losses()
    let first = try losses.losses(of: Self.designs, sentences: 0..<20)
    #expect((losses.computed, losses.remembered) == (40, 0))
    let all = try losses.losses(of: [Self.largest, World.design, Self.largest], sentences: 0..<50)
    #expect((losses.computed, losses.remembered) == (100, 40))
    #expect(all[1].prefix(20) == first[0][...] && all[0] == all[2])
    // A part that begins beyond what is known brings what lies between.
    let fresh = try Self.losses()
    #expect(try fresh.losses(of: [World.design], sentences: 30..<50)[0] == Array(all[1][30...]))
    #expect(fresh.computed == 50)
  }

  @Test func aStopIsHeard() throws {
    let losses = try Self.losses()
    losses.shouldStop = { true }
    #expect(throws: InheritedLosses.Stopped.self) { try losses.losses(of: Self.designs, sentences: 0..<50) }
  }

  @Test func theFingerprintIsThatOfWeightsTextAndOrder() throws {
    func fingerprint(_ parameters: Parameters, _ sources: [[Int32]], smoothing: Float) throws -> String {
      try InheritedLosses(
        model: World.model, parameters: parameters, sources: sources, targets: World.targets, smoothing: smoothing
      ).fingerprint
    }
    let same = try fingerprint(World.parameters, World.sources, smoothing: 0.1)
    #expect(try Self.losses(threads: 2).fingerprint == same)
    let others = [
      try fingerprint(World.model.initialParameters(seed: 4), World.sources, smoothing: 0.1),
      try fingerprint(World.parameters, World.sources.reversed(), smoothing: 0.1),
      try fingerprint(World.parameters, World.sources, smoothing: 0),
    ]
    #expect(Set(others + [same]).count == 4)
  }

  // MARK: Journal

  @Test func aJournalGoesOnWhereAKillLeftIt() throws {
    let path = try Self.folder() + "/losses"
    defer { try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent) }
    let whole = try Self.losses().losses(of: Self.designs, sentences: 0..<50)
    do {
      let losses = try Self.losses()
      losses.keep(in: try LossJournal(at: path, fingerprint: losses.fingerprint, resuming: false))
      _ = try losses.losses(of: Self.designs, sentences: 0..<20)
      _ = try losses.losses(of: [World.design], sentences: 20..<50)
    }
    // A kill in the middle of writing the last line.
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.dropLast(9).write(to: URL(fileURLWithPath: path))
    for expected in [50 + 10, 0] {
      let losses = try Self.losses()
      losses.keep(in: try LossJournal(at: path, fingerprint: losses.fingerprint, resuming: true))
      #expect(try losses.losses(of: Self.designs, sentences: 0..<50) == whole)
      #expect(losses.computed == expected)
    }
  }

  @Test func aJournalThatIsNotWantedIsLeftAlone() throws {
    let path = try Self.folder() + "/losses"
    defer { try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent) }
    func said(_ fingerprint: String = "a", resuming: Bool = true) -> String {
      message { _ = try LossJournal(at: path, fingerprint: fingerprint, resuming: resuming) }
    }
    do {
      let journal = try LossJournal(at: path, fingerprint: "a", resuming: true)
      try journal.append(World.design, from: 0, [1, 2], seconds: 0.25)
      #expect(said().contains("is using it"))
    }
    let before = try String(contentsOfFile: path, encoding: .utf8)
    #expect(said(resuming: false).contains("give --resume"))
    #expect(said("b").contains("another checkpoint or another text"))
    do {
      let again = try LossJournal(at: path, fingerprint: "a", resuming: true)
      #expect(again.losses == [World.design: [1, 2]] && again.seconds == 0.25)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == before)

    let lines = before.split(separator: "\n")
    for damaged in [
      "x", "16 24.2 | 24 0 AACAPw== 0.1", "16 24.2 24.2 | 24 32.2.4.9 0 AACAPw== 0.1",
      "16 24.2 | 24 32.2.4.1 -1 AACAPw== 0.1",
      "16 24.2 24.2 | 24 32.2.4.1 7 AACAPw== 0.1", "16 24.2 24.2 | 24 32.2.4.1 0 AACAP 0.1",
      "16 24.2 24.2 | 24 32.2.4.1 0 AADAfw== 0.1",
    ] {
      try "\(lines[0])\n\(damaged)\n\(lines[1])\n".write(toFile: path, atomically: true, encoding: .utf8)
      #expect(said().contains("line 2 is damaged"), "\(damaged)")
    }
    try "something else\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(said().contains("not a journal of losses"))
    #expect(
      message { _ = try LossJournal(at: "/nowhere/losses", fingerprint: "a", resuming: true) }.contains("/nowhere"))
  }

  @Test func sentencesThatDoNotFitAreAnErrorAtOnce() {
    let said = message {
      _ = try InheritedLosses(
        model: World.model, parameters: World.parameters, sources: [[4, 2], []], targets: [[4, 2], [2]])
    }
    #expect(said.contains("sentence 1 has no tokens"))
  }
}
