import TransformerIR

/// What the world can hand to an engine that it cannot work with.
public enum InferenceError: Error, Equatable {
  /// There is no sentence.
  case emptyBatch
  /// A sentence has no tokens.
  case emptySentence(index: Int)
  /// More sentences than the plan has room for.
  case tooManySentences(found: Int, planned: Int)
  /// A sentence is longer than the plan has room for.
  case sentenceTooLong(index: Int, length: Int, planned: Int, side: Side)
  /// Source and target do not pair up.
  case unpairedSentences(sources: Int, targets: Int)
  /// A token that the embedding has no row for.
  case tokenOutsideVocabulary(sentence: Int, position: Int, token: Int32, vocabulary: Int)
  /// A padding token inside a sentence.
  case padding(sentence: Int, position: Int)
  /// The design needs a parameter that is not there.
  case missingParameter(String)
  /// A parameter is too small for the design, or was made for another attention width.
  case wrongShape(parameter: String, found: [Int], needed: String)
  /// The search asks for something that cannot be.
  case impossibleSearch(String)
  /// The engine was planned without the nodes of a search.
  case plannedWithoutSearch
  /// The plan's numbers cannot be executed.
  case impossiblePlan(String)
  /// The machine has no room for the plan.
  case outOfMemory(bytes: Int)

  /// Which text a sentence belongs to.
  public enum Side: String, Sendable {
    case source, target
  }
}

extension InferenceError: CustomStringConvertible {
  /// What is wrong, why, and what to do.
  public var description: String {
    switch self {
    case .emptyBatch: "there is no sentence to run; give at least one"
    case .emptySentence(let index):
      "sentence \(index) has no tokens; even an empty line has its end symbol \(SpecialToken.end)"
    case .tooManySentences(let found, let planned):
      "\(found) sentences, but the engine was planned for \(planned) at once; split them, or plan a larger batch"
    case .sentenceTooLong(let index, let length, let planned, let side):
      "\(side.rawValue) sentence \(index) has \(length) tokens, but the engine was planned for \(planned); "
        + "cut it, or plan a larger \(side.rawValue) length"
    case .unpairedSentences(let sources, let targets):
      "\(sources) source sentences and \(targets) target sentences; each source needs its target"
    case .tokenOutsideVocabulary(let sentence, let position, let token, let vocabulary):
      "token \(token) at position \(position) of sentence \(sentence) lies outside the vocabulary of \(vocabulary); "
        + "was the text encoded with another dictionary?"
    case .padding(let sentence, let position):
      "position \(position) of sentence \(sentence) is padding; sentences of unequal lengths need none, so leave it out"
    case .missingParameter(let name): "there is no parameter '\(name)'; is this the checkpoint of another model?"
    case .wrongShape(let name, let found, let needed):
      "parameter '\(name)' has shape \(found), but the design needs \(needed); is this the checkpoint of another model?"
    case .impossibleSearch(let why): "impossible search: \(why)"
    case .plannedWithoutSearch:
      "the engine was planned without a search; set includesSearch in its InferenceSetting"
    case .impossiblePlan(let why): "impossible plan: \(why)"
    case .outOfMemory(let bytes):
      "the plan needs \(bytes) bytes that the system will not give; plan a smaller batch, beam or length"
    }
  }
}
