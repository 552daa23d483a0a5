import Files
import Foundation

extension TextPipeline {
  /// Writes the pipeline into `folder`, which is made if it is missing: `text.json` with the settings; `codes`, or
  /// `codes.source` and `codes.target`; `dict.en.txt` and the like; `case.de.txt`. The codes are `subword-nmt`'s, the
  /// dictionaries fairseq's.
  ///
  /// - Throws: ``TranslationDataError/unwritable(file:reason:)``.
  public func save(to folder: String) throws(TranslationDataError) {
    try PipelineFile.makeFolder(folder)
    for file in Self.files(settings, vocabularies: vocabularies, encodings: encodings, recaser: recaser) {
      try PipelineFile.write(file.text, to: "\(folder)/\(file.name)")
    }
  }

  /// The pipeline that ``save(to:)`` wrote into `folder`.
  ///
  /// - Throws: ``TranslationDataError`` if a file is missing or is not what its format demands.
  public static func load(folder: String) throws(TranslationDataError) -> TextPipeline {
    let settings = try settings(of: "\(folder)/\(Self.settingsFile)")
    try settings.check()
    let vocabularies = try Self.vocabularies(in: folder, settings)
    let encodings = settings.merges > 0 ? try Self.encodings(in: folder, settings) : (nil, nil)
    let recaser = settings.lowercases ? try Recaser(file: "\(folder)/\(caseFile(settings))") : nil
    return TextPipeline(settings, vocabularies: vocabularies, encodings: encodings, recaser: recaser)
  }

  /// The pipeline of a folder of fairseq's preprocessed data: `dict.en.txt`, `dict.de.txt` and, if it is there, `codes` or
  /// `code`.
  ///
  /// Text is taken as already split into words; without codes, into pieces too.
  ///
  /// - Throws: ``TranslationDataError`` if a dictionary is missing or is not what its format demands.
  public init(
    dictionariesIn folder: String, source: Language, target: Language
  ) throws(TranslationDataError) {
    let codes = ["codes", "code"].map { "\(folder)/\($0)" }.first(where: PipelineFile.exists)
    var encoding: BytePairEncoding?
    if let codes { encoding = try BytePairEncoding(file: codes) }
    if encoding?.count == 0 { encoding = nil }
    var settings = Settings(source: source, target: target)
    settings.tokenises = false
    settings.normalisesPunctuation = false
    settings.merges = encoding?.count ?? 0
    settings.sharesVocabulary = false
    try settings.check()
    let vocabularies = try Self.vocabularies(in: folder, settings)
    // fairseq writes a joint dictionary twice.
    settings.sharesVocabulary = vocabularies.source == vocabularies.target
    self.init(settings, vocabularies: vocabularies, encodings: (encoding, encoding), recaser: nil)
  }

  // MARK: - Names and contents

  /// All files of a pipeline, in a fixed order: what ``save(to:)`` writes and the fingerprint covers.
  static func files(
    _ settings: Settings, vocabularies: (source: Vocabulary, target: Vocabulary),
    encodings: (source: BytePairEncoding?, target: BytePairEncoding?), recaser: Recaser?
  ) -> [(name: String, text: String)] {
    var files = [(settingsFile, json(settings))]
    for (name, encoding) in zip(codeFiles(settings), [encodings.source, encodings.target]) {
      if let encoding { files.append((name, encoding.text)) }
    }
    files.append((dictionaryFile(settings.source), vocabularies.source.text))
    if settings.source != settings.target { files.append((dictionaryFile(settings.target), vocabularies.target.text)) }
    if let recaser { files.append((caseFile(settings), recaser.text)) }
    return files
  }

  private static let settingsFile = "text.json"

  private static func dictionaryFile(_ language: Language) -> String { "dict.\(language).txt" }

  private static func caseFile(_ settings: Settings) -> String { "case.\(settings.target).txt" }

  /// The names of the codes of source and target; one if they share it.
  private static func codeFiles(_ settings: Settings) -> [String] {
    settings.sharesVocabulary ? ["codes"] : ["codes.source", "codes.target"]
  }

  private static func vocabularies(
    in folder: String, _ settings: Settings
  ) throws(TranslationDataError) -> (source: Vocabulary, target: Vocabulary) {
    let source = try Vocabulary(file: "\(folder)/\(dictionaryFile(settings.source))")
    let target = try Vocabulary(file: "\(folder)/\(dictionaryFile(settings.target))")
    guard !settings.sharesVocabulary || source == target else {
      throw .mismatched(
        "the dictionaries in '\(folder)' differ, but '\(settingsFile)' says that the languages share one: take both from "
          + "the same run")
    }
    return (source, target)
  }

  private static func encodings(
    in folder: String, _ settings: Settings
  ) throws(TranslationDataError) -> (BytePairEncoding?, BytePairEncoding?) {
    let names = codeFiles(settings)
    let source = try BytePairEncoding(file: "\(folder)/\(names[0])")
    return (source, names.count == 1 ? source : try BytePairEncoding(file: "\(folder)/\(names[1])"))
  }

  private static func json(_ settings: Settings) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    do {
      return String(decoding: try encoder.encode(settings), as: UTF8.self) + "\n"
    } catch {
      preconditionFailure("settings of strings, numbers and flags always encode: \(error)")
    }
  }

  private static func settings(of file: String) throws(TranslationDataError) -> Settings {
    let bytes: [UInt8]
    do { bytes = try WholeFile.read(file, limit: PipelineFile.limit) } catch {
      throw .unreadable(file: file, reason: "\(error)")
    }
    do {
      return try JSONDecoder().decode(Settings.self, from: Data(bytes))
    } catch let error as TranslationDataError {
      throw error
    } catch {
      throw .malformed(
        file: file, line: nil, found: "no settings (\(error))",
        expected: "the JSON that 'save' writes: source, target, merges and the rest")
    }
  }
}
