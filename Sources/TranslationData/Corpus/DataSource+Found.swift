import FoundationEssentials

extension DataSource {
  /// What is there before the user's wishes are known.
  struct Found {
    var kind: Kind
    /// The codes of the languages that every part seems to be in, sorted.
    var languages: [String]
    /// The direction, where the files have one.
    var direction: (source: String, target: String)?
    /// The test parts, each with the languages that it is in.
    var tests: [String: Set<String>]

    /// The test parts that are there in both languages, sorted.
    func tests(in source: Language, _ target: Language) -> [String] {
      tests.filter { $0.value.isSuperset(of: [source.code, target.code]) }.keys.sorted()
    }

    init(builtin name: String) throws(TranslationDataError) {
      guard BuiltinCorpus.names.contains(name) else {
        throw .impossible(
          "there is no built-in corpus '\(name)'; there is \(BuiltinCorpus.names.map { "builtin:\($0)" }.joined(separator: ", "))"
        )
      }
      kind = .builtin(name)
      (languages, direction, tests) = (["de", "en"], ("en", "de"), ["test": ["de", "en"]])
    }

    init(folder: String) throws(TranslationDataError) {
      let names = try DataSource.names(in: folder)
      // train.en-de.en.idx
      let preprocessed = names.compactMap { name -> (part: String, direction: Substring)? in
        let pieces = name.split(separator: ".", omittingEmptySubsequences: false)
        guard pieces.count == 4, pieces[3] == "idx", pieces[1].hasPrefix("\(pieces[2])-") else { return nil }
        return (String(pieces[0]), pieces[1])
      }
      if let first = preprocessed.first(where: { $0.part == "train" }) ?? preprocessed.first {
        kind = .preprocessed(folder: folder)
        let pair = first.direction.split(separator: "-").map(String.init)
        languages = pair.sorted()
        direction = pair.count == 2 ? (pair[0], pair[1]) : nil
        let parts = Set(preprocessed.map(\.part)).filter { $0.hasPrefix("test") }
        tests = Dictionary(uniqueKeysWithValues: parts.map { ($0, Set(pair)) })
        return
      }
      kind = .text(folder: folder)
      let files = names.compactMap(DataSource.partAndLanguage)
      languages = files.filter { $0.part == "train" }.map(\.language).sorted()
      if languages.isEmpty { languages = Set(files.map(\.language)).sorted() }
      let all = languages
      languages = all.indices.filter { $0 == 0 || all[$0] != all[$0 - 1] }.map { all[$0] }
      direction = nil
      tests = files.filter { $0.part.hasPrefix("test") }.reduce(into: [:]) {
        $0[$1.part, default: []].insert($1.language)
      }
      guard !languages.isEmpty else {
        throw .impossible(
          "'\(folder)' has neither text (train.en, train.de, …, also .gz) nor fairseq's preprocessed data "
            + "(train.en-de.en.idx, …)")
      }
    }

    /// The languages to use.
    func pair(
      _ source: Language?, _ target: Language?, in argument: String
    ) throws(TranslationDataError) -> (Language, Language) {
      let known = languages.joined(separator: ", ")
      for given in [source, target].compactMap(\.self) where !languages.contains(given.code) {
        throw .impossible("'\(argument)' has nothing in '\(given)'; it has \(known)")
      }
      let pair = try chosen(source?.code, target?.code, in: argument)
      guard pair.source != pair.target else {
        throw .impossible("one cannot translate '\(pair.source)' to itself; '\(argument)' has \(known)")
      }
      if let direction, direction != pair {
        throw .impossible(
          "'\(argument)' was made for \(direction.source) to \(direction.target), not for \(pair.source) to \(pair.target)"
        )
      }
      return (try Language(pair.source), try Language(pair.target))
    }

    private func chosen(
      _ source: String?, _ target: String?, in argument: String
    ) throws(TranslationDataError) -> (source: String, target: String) {
      if let source, let target { return (source, target) }
      guard languages.count == 2 else {
        throw .impossible(
          "'\(argument)' has the languages \(languages.joined(separator: ", ")): say which to translate with --source and --target"
        )
      }
      if let source { return (source, other(than: source)) }
      if let target { return (other(than: target), target) }
      if let direction { return direction }
      let source = languages.contains("en") ? "en" : languages[0]
      return (source, other(than: source))
    }

    private func other(than language: String) -> String { languages.first { $0 != language } ?? language }
  }

  /// The names of the files in a folder, sorted.
  static func names(in folder: String) throws(TranslationDataError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      let isThere = FileManager.default.fileExists(atPath: folder)
      throw .unreadable(
        file: folder, reason: isThere ? "it is not a folder that can be listed" : "there is no such folder")
    }
  }

  /// What a text file's name says: `train.en.gz` is the English of `train`.
  static func partAndLanguage(_ name: String) -> (part: String, language: String)? {
    let plain = name.hasSuffix(".gz") ? name.dropLast(3) : name[...]
    guard let dot = plain.lastIndex(of: ".") else { return nil }
    let (part, language) = (String(plain[..<dot]), String(plain[plain.index(after: dot)...]))
    let isPart = ["train", "valid", "val", "dev"].contains(part) || part.hasPrefix("test")
    guard isPart, (2...3).contains(language.utf8.count), language.utf8.allSatisfy({ (0x61...0x7A).contains($0) }),
      // Common endings of other files.
      !["txt", "idx", "bin", "zip", "log", "csv", "tsv", "bpe", "tok"].contains(language)
    else { return nil }
    return (part, language)
  }

  /// The two files of a part of a folder of text.
  func textFiles(_ part: Part) throws(TranslationDataError) -> (source: String, target: String) {
    guard case .text(let folder) = kind else { preconditionFailure("only a folder of text has text files") }
    let names = Set(try Self.names(in: folder))
    func file(_ stem: String, _ language: Language) -> String? {
      ["\(stem).\(language.code)", "\(stem).\(language.code).gz"].first(where: names.contains)
    }
    let name = try fileName(of: part) { file($0, source) != nil || file($0, target) != nil }
    guard let name else { throw .unreadable(file: folder, reason: "it has no \(part.rawValue) part") }
    guard let source = file(name, source), let target = file(name, target) else {
      throw .unreadable(
        file: folder, reason: "its part '\(name)' is not there in both \(source) and \(target)")
    }
    return ("\(folder)/\(source)", "\(folder)/\(target)")
  }

  /// The part's name in the names of preprocessed files.
  /// - Throws: `unreadable` if it is not there.
  public func preprocessedName(_ part: Part) throws(TranslationDataError) -> String {
    guard case .preprocessed(let folder) = kind else { preconditionFailure("only preprocessed data has such files") }
    let names = Set(try Self.names(in: folder))
    let name = try fileName(of: part) {
      names.contains("\($0).\(source.code)-\(target.code).\(source.code).idx")
    }
    guard let name else { throw .unreadable(file: folder, reason: "it has no \(part.rawValue) part") }
    return name
  }
}
