extension PreparedData {
  /// Makes `source` ready to train on, in `folder`, or opens what is there if it was made from the same.
  ///
  /// The pipeline is learned from the training part alone. Preprocessed data keeps its dictionaries and is only filtered;
  /// `settings` then say just the languages. Of the validation part only overlong pairs are left out.
  ///
  /// - Parameters:
  ///   - source: The corpus.
  ///   - settings: How text becomes tokens; their languages must be the corpus'.
  ///   - filter: Which pairs of the training and the validation part are left out for their lengths.
  ///   - folder: Where the result is kept: a new or empty folder, or that of an earlier preparation.
  ///   - progress: Hears, in whole sentences, what is being done.
  /// - Throws: What reading, learning and writing throw; `impossible` for a folder with other things in it.
  public static func prepare(
    _ source: DataSource, settings: TextPipeline.Settings, filter: CorpusFilter, folder: String,
    progress: (String) -> Void
  ) throws(TranslationDataError) -> PreparedData {
    guard settings.source == source.source, settings.target == source.target else {
      throw .mismatched(
        "the text settings are for \(settings.source) to \(settings.target), the corpus is \(source.source) to \(source.target)"
      )
    }
    var preparation = Preparation(source: source, filter: filter)
    let wanted = try preparation.wanted(settings)
    let place = PreparationFolder(folder)
    if let old = try place.present() {
      guard let objection = old.objection(to: wanted) else {
        progress("The prepared data in '\(folder)' is used.")
        return try PreparedData(folder: folder, manifest: old)
      }
      progress("The data in '\(folder)' is prepared anew because \(objection).")
    }
    try place.replace { temporary throws(TranslationDataError) in
      try preparation.run(wanted, in: temporary, progress)
    }
    return try open(folder: folder)
  }
}

/// One run of preparing.
private struct Preparation {
  let source: DataSource
  let filter: CorpusFilter
  /// Parts that were read already.
  var texts: [Part: ParallelText] = [:]

  /// The manifest that a preparation from the same inputs has.
  mutating func wanted(_ settings: TextPipeline.Settings) throws(TranslationDataError) -> PreparationManifest {
    var inputs: [PreparationManifest.Input] = []
    for part in parts {
      switch source.kind {
      case .builtin(let name):
        let text = try source.text(part)
        texts[part] = text
        inputs.append(.init(text, named: "builtin:\(name)/\(part.rawValue)"))
      case .text:
        let files = try source.textFiles(part)
        inputs += [try .init(file: files.source), try .init(file: files.target)]
      case .preprocessed(let folder):
        let prefix = "\(folder)/\(try source.preprocessedName(part)).\(source.source.code)-\(source.target.code)"
        for language in [source.source, source.target] {
          inputs.append(try .init(file: "\(prefix).\(language.code).idx"))
          inputs.append(try .init(file: "\(prefix).\(language.code).bin"))
          inputs.append(try .init(file: "\(folder)/dict.\(language.code).txt"))
        }
      }
    }
    let pipeline = try pipelineOfPreprocessed()
    if let pipeline { inputs.append(.init(name: "pipeline", bytes: 0, fingerprint: pipeline.fingerprint)) }
    return PreparationManifest(settings: pipeline?.settings ?? settings, filter: filter, inputs: inputs)
  }

  /// A test part is read when it is needed, as text: adding one must not change what a model was trained on.
  private let parts: [Part] = [.train, .valid]

  /// Preprocessed data comes with its dictionaries, and so with settings of its own; what hatbench prepared earlier, with
  /// its whole pipeline.
  private func pipelineOfPreprocessed() throws(TranslationDataError) -> TextPipeline? {
    guard case .preprocessed(let folder) = source.kind else { return nil }
    if try DataSource.names(in: folder).contains(PreparationManifest.name) {
      return try TextPipeline.load(folder: folder)
    }
    return try TextPipeline(dictionariesIn: folder, source: source.source, target: source.target)
  }

  /// Writes the pipeline and the parts into `folder`.
  mutating func run(
    _ wanted: PreparationManifest, in folder: String, _ progress: (String) -> Void
  ) throws(TranslationDataError) -> PreparationManifest {
    var manifest = wanted
    let pipeline = try pipeline(wanted.settings, progress)
    try pipeline.save(to: folder)
    manifest.pipeline = "\(pipeline.fingerprint)"
    for part in parts {
      let report = try write(part, pipeline, to: folder)
      progress("\(part.rawValue): \(report).")
      guard report.kept > 0 else {
        throw .empty(
          "nothing is left of the \(part.rawValue) part: \(report); allow longer pairs (--max-length) or more uneven ones (--max-ratio)"
        )
      }
      manifest.reports[part] = report
    }
    return manifest
  }

  private mutating func pipeline(
    _ settings: TextPipeline.Settings, _ progress: (String) -> Void
  ) throws(TranslationDataError) -> TextPipeline {
    if let pipeline = try pipelineOfPreprocessed() { return pipeline }
    let text = try text(.train)
    progress("Learning merges and vocabulary from \(text.source.count) pairs.")
    return try TextPipeline.learn(settings, source: text.source, target: text.target)
  }

  private mutating func text(_ part: Part) throws(TranslationDataError) -> ParallelText {
    if let text = texts[part] { return text }
    let text = try source.text(part)
    texts[part] = text
    return text
  }

  private mutating func write(
    _ part: Part, _ pipeline: TextPipeline, to folder: String
  ) throws(TranslationDataError) -> CorpusReport {
    let (kept, report) = try kept(part, pipeline)
    // What was read is not needed again; a large corpus would fill the memory.
    texts[part] = nil
    try BinaryCorpus.write(
      kept, folder: folder, part: part.rawValue, source: source.source, target: source.target,
      vocabularySizes: (pipeline.vocabularies.source.count, pipeline.vocabularies.target.count))
    return report
  }

  private typealias Pairs = [(source: [Int32], target: [Int32])]

  private mutating func kept(
    _ part: Part, _ pipeline: TextPipeline
  ) throws(TranslationDataError) -> (Pairs, CorpusReport) {
    if case .preprocessed(let folder) = source.kind {
      let corpus = try BinaryCorpus(
        folder: folder, part: try source.preprocessedName(part), source: source.source, target: source.target,
        vocabularySizes: (pipeline.vocabularies.source.count, pipeline.vocabularies.target.count))
      let pairs = (0..<corpus.count).lazy.map { (source: corpus.source($0), target: corpus.target($0)) }
      return filtered(pairs, lineNumbers: Array(1..<corpus.count + 1), part, CorpusReport(read: corpus.count))
    }
    let text = try text(part)
    let pairs = text.source.indices.lazy.map {
      (source: pipeline.tokens(text.source[$0], .source), target: pipeline.tokens(text.target[$0], .target))
    }
    return filtered(pairs, lineNumbers: text.lineNumbers, part, text.report)
  }

  private func filtered(
    _ pairs: some Sequence<(source: [Int32], target: [Int32])>, lineNumbers: [Int], _ part: Part, _ report: CorpusReport
  ) -> (Pairs, CorpusReport) {
    var (kept, report): (Pairs, CorpusReport) = ([], report)
    // What training is judged by stays as it is, as far as a model can take it.
    var filter = filter
    if part == .valid { (filter.minimumLength, filter.maximumRatio) = (0, nil) }
    for (pair, line) in zip(pairs, lineNumbers) {
      if let reason = filter.objection(source: pair.source.count, target: pair.target.count) {
        report.leaveOut(line: line, because: reason)
      } else {
        kept.append(pair)
      }
    }
    return (kept, report)
  }
}
