import Files

/// What a preparation was made from, stored beside it: the same inputs and settings need not be prepared again.
struct PreparationManifest: Codable, Hashable {
  /// One file, or one built-in part, that went in.
  struct Input: Codable, Hashable {
    var name: String
    var bytes: Int
    /// FNV-1a over the contents.
    var fingerprint: String
  }

  static let name = "prepared.json"
  static let currentFormat = 1

  /// The version of this file's format.
  var format = Self.currentFormat
  /// How text becomes tokens.
  var settings: TextPipeline.Settings
  /// What was left out for its length.
  var filter: CorpusFilter
  /// What went in.
  var inputs: [Input]
  /// The pipeline's own fingerprint; empty until it is learned.
  var pipeline = ""
  /// What was kept of each part.
  var reports: [Part: CorpusReport] = [:]
  /// Every other file of the preparation.
  var files: [String] = []

  /// Of everything that decides about the tokens; the places of the inputs do not.
  var fingerprint: String {
    let limits = "\(filter.minimumLength) \(filter.maximumLength) \(filter.maximumRatio.map { "\($0)" } ?? "-")"
    return Fingerprint.of(
      [("pipeline", pipeline), ("filter", limits)] + inputs.map { ("\($0.bytes)", $0.fingerprint) })
  }

  /// What keeps a preparation from serving `wanted`, for "because …"; nil if it serves.
  func objection(to wanted: PreparationManifest) -> String? {
    if settings != wanted.settings { return "its text settings are others" }
    if filter != wanted.filter { return "its filter is another" }
    if inputs.map(\.name) != wanted.inputs.map(\.name) { return "it was made from other files" }
    for (old, new) in zip(inputs, wanted.inputs) where old != new { return "'\(new.name)' has changed" }
    return nil
  }
}

extension PreparationManifest.Input {
  /// The file at `path`.
  init(file path: String) throws(TranslationDataError) {
    do throws(FileError) {
      let file = try MappedFile(path)
      // Not the whole path: a corpus may move, and may be named in several ways.
      (name, bytes) = (path.split(separator: "/").last.map(String.init) ?? path, file.count)
      fingerprint = Fingerprint.of(file.bytes)
    } catch { throw .unreadable(file: path, reason: "\(error)") }
  }

  /// A text that was made, not read.
  init(_ text: ParallelText, named name: String) {
    let lines = (text.source + text.target).joined(separator: "\n")
    (self.name, bytes) = (name, lines.utf8.count)
    fingerprint = Fingerprint.of(lines.utf8)
  }
}
