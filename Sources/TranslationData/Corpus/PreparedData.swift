/// A corpus that is ready to train on: a pipeline and its parts as tokens, in a folder of their own.
///
/// The folder holds the pipeline's files, `<part>.<source>-<target>.<language>.idx` and `.bin` for each part, and
/// `prepared.json`, which says what all of it was made from.
public struct PreparedData: Sendable {
  /// How text becomes tokens and tokens become text.
  public let pipeline: TextPipeline
  /// What to learn from.
  public let train: BinaryCorpus
  /// What decides between weights and between designs.
  public let valid: BinaryCorpus
  /// Changes with the text, the settings, the filter and the pipeline: a training run remembers its data by it.
  public let fingerprint: String
  /// Which pairs were left out.
  public let filter: CorpusFilter
  /// What was read, kept and left out of each part.
  public let reports: [Part: CorpusReport]

  /// Opens what ``prepare(_:settings:filter:folder:progress:)`` made.
  ///
  /// - Throws: `unreadable` or `malformed` for a folder that holds no preparation; `mismatched` for one whose parts do not
  ///   belong together.
  public static func open(folder: String) throws(TranslationDataError) -> PreparedData {
    try PreparedData(folder: folder, manifest: try PreparationFolder(folder).manifest())
  }

  init(folder: String, manifest: PreparationManifest) throws(TranslationDataError) {
    pipeline = try TextPipeline.load(folder: folder)
    guard "\(pipeline.fingerprint)" == manifest.pipeline, pipeline.settings == manifest.settings else {
      throw .mismatched(
        "the vocabulary in '\(folder)' is not the one that its corpus was made with: remove the folder and prepare again"
      )
    }
    train = try Self.corpus(.train, folder, pipeline)
    valid = try Self.corpus(.valid, folder, pipeline)
    fingerprint = manifest.fingerprint
    filter = manifest.filter
    reports = manifest.reports
    for (part, corpus) in [(Part.train, train), (.valid, valid)]
    where corpus.count != reports[part]?.kept {
      throw .mismatched(
        "the \(part.rawValue) part in '\(folder)' has \(corpus.count) pairs, not the \(reports[part]?.kept ?? 0) that were "
          + "prepared: remove the folder and prepare again")
    }
  }

  private static func corpus(
    _ part: Part, _ folder: String, _ pipeline: TextPipeline
  ) throws(TranslationDataError) -> BinaryCorpus {
    try BinaryCorpus(
      folder: folder, part: part.rawValue, source: pipeline.settings.source, target: pipeline.settings.target,
      vocabularySizes: (pipeline.vocabularies.source.count, pipeline.vocabularies.target.count))
  }
}
