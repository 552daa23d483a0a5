import Foundation
import Profiler
import Quantities
import TestSupport
import TransformerIR

@testable import hatbench

/// A folder as a reproduction of HAT leaves it, with invented numbers; tests take parts away or damage them.
struct SyntheticReproduction {
  /// A compared design's numbers; nil is left out.
  struct Entry {
    var name: String
    var design: SubTransformer
    var milliseconds: Double?
    var inherited, scratch: (loss: Double, bleu: Double)?
    var minutes: Double?
  }

  let folder: URL
  var space = SearchSpace.tiny
  /// The largest, a winner that is 2.5 times as fast and loses 0.2 BLEU, one that is 1.25 times as fast, and two designs
  /// that were scaled by hand: one as fast as the first winner, one between them.
  var entries = [
    Entry(
      name: "largest", design: SearchSpace.tiny.largest, milliseconds: 100, inherited: (1.6, 37), scratch: (1.5, 39),
      minutes: 30),
    Entry(
      name: "winner-50pc", design: Self.design(ffn: 256, layers: 1), milliseconds: 40, inherited: (1.7, 36),
      scratch: (1.55, 38.8), minutes: 20),
    Entry(
      name: "winner-75pc", design: Self.design(ffn: 256, layers: 2), milliseconds: 80, inherited: (1.65, 36.5),
      scratch: (1.52, 38.9), minutes: 25),
    Entry(
      name: "layers-50pc", design: Self.design(ffn: 128, layers: 1), milliseconds: 41, inherited: (1.8, 35),
      scratch: (1.6, 38.1), minutes: 21),
    Entry(
      name: "narrow-50pc", design: Self.design(ffn: 128, layers: 2), milliseconds: 60, inherited: (1.75, 35.5),
      scratch: (1.58, 38.3), minutes: 24),
  ]

  init(_ folder: URL) { self.folder = folder }

  /// A design of the tiny space.
  static func design(ffn: Int, layers: Int) -> SubTransformer {
    SubTransformer(
      encoder: .init(embedding: 128, layers: Array(repeating: .init(ffn: ffn, heads: 4), count: 3)),
      decoder: .init(
        embedding: 128,
        layers: Array(repeating: .init(ffn: ffn, selfHeads: 4, crossHeads: 4, attended: .last), count: layers)))
  }

  /// Writes everything.
  func write() throws {
    try writeDesigns()
    try writeLatencies()
    try writeQualities()
    try writeTraining("super", minutes: 60)
    try writeSearches()
  }

  func writeDesigns() throws {
    for entry in entries { try put(entry.design.yaml, "designs/\(entry.name).yml") }
  }

  func writeLatencies() throws {
    let designs = try entries.compactMap { entry -> String? in
      guard let milliseconds = entry.milliseconds else { return nil }
      let times = [0.99, 1, 1.01].map { $0 * milliseconds / 1000 }
      guard let spread = TimeSpread(times) else { return nil }
      return try """
      {"name": "\(entry.name)", "design": \(json(DesignJSON(design: entry.design))), "visits": 3, "quarantined": 0,
       "is_normalised": true, "summary": {"parts": [], "by_part": [], "total": \(json(spread))}}
      """
    }
    try put(
      """
      {"space": "tiny", "runtime": "fused", "threads": 2, "environment": {"processor": "Test processor"},
       "designs": [\(designs.joined(separator: ",\n"))]}
      """, "latency.json")
  }

  func writeQualities() throws {
    for entry in entries {
      if let inherited = entry.inherited {
        try put(evaluation(entry.design, inherited), "inherited/\(entry.name).json")
      }
      if let scratch = entry.scratch { try put(evaluation(entry.design, scratch), "scratch/\(entry.name).json") }
      if let minutes = entry.minutes { try writeTraining("scratch/\(entry.name)", minutes: minutes) }
    }
  }

  /// What `evaluate --json` prints.
  func evaluation(_ design: SubTransformer, _ quality: (loss: Double, bleu: Double), sentences: Int = 1000) -> String {
    """
    {"loss": \(quality.loss), "perplexity": \(exp(quality.loss)), "bleu": \(quality.bleu + 0.4),
     "bleu_signature": "case:lc", "sacrebleu": \(quality.bleu), "signature": "nrefs:1|case:mixed",
     "sacrebleu_interval": [\(quality.bleu - 1.5), \(quality.bleu + 1.5)], "sentences": \(sentences), "tokens": 14756,
     "beam": 5, "length_penalty": 1, "stop_early": false, "length_limit": "1.2·n + 10", "design": "\(design)"}
    """
  }

  func writeTraining(_ run: String, minutes: Double) throws {
    let plan = ["space": space.yaml]
    try put(try json(plan), "\(run)/run.json")
    try put(
      """
      update,epoch,loss_nat,nll_nat,learning_rate,gradient_norm,target_tokens,target_tokens_per_second,data_share,elapsed_second
      50,0.5,9.0,8.9,0.001,2.2,172055,14789,0.002,\(minutes * 60 - 5)

      """, "\(run)/log.csv")
    try put(
      """
      update,epoch,design,loss_nat,nll_nat,perplexity,elapsed_second
      50,1,largest,6.6,6.2,480,\(minutes * 60)

      """, "\(run)/validation.csv")
  }

  /// Two searches for this machine, each of 60 designs and 90 s, and one each for two devices; as the command writes them,
  /// but that the winners are those that are compared.
  func writeSearches() throws {
    var own = try [10.0, 20].map { limit in
      try FinishedSearches.random(
        FinishedSearches.pi, limit: Seconds(limit), objective: FinishedSearches.loss(space), space: space)
    }
    own[0].verification = try own[0].problem.verify(own[0].result.evaluated) { $0.map { _ in Seconds(9) } }
    var searches = try SearchesJSON(SearchReport(searches: own))
    for place in searches.searches.indices { searches.searches[place].elapsedSecond = 90 }
    searches.searches[0].verification?.winner?.design = DesignJSON(design: Self.design(ffn: 256, layers: 1))
    searches.searches[1].best.design = DesignJSON(design: Self.design(ffn: 256, layers: 2))
    try put(try json(searches), "search/search.json")
    let across = try [FinishedSearches.pi, FinishedSearches.titan].map {
      try FinishedSearches.random($0, limit: Seconds(10), objective: FinishedSearches.loss(space), space: space)
    }
    try put(try json(SearchesJSON(SearchReport(searches: across))), "devices/search.json")
  }

  /// Reads the folder.
  func read() throws -> Reproduction { try ReproductionFolder(folder.path).read() }

  /// Writes `text` to the file at `path` in the folder.
  func put(_ text: String, _ path: String) throws {
    let file = folder.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Takes away the file or folder at `path`.
  func remove(_ path: String) throws { try FileManager.default.removeItem(at: folder.appendingPathComponent(path)) }

  private func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    // Tests that damage a file look for text in it.
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
