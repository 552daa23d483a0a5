import TensorEngine
import TransformerIR

/// Some sentences as token numbers, one after the other; no padding lies between them.
public struct TokenBatch: Equatable, Sendable {
  /// All tokens.
  public let tokens: [Int32]
  /// Where each sentence lies in ``tokens``.
  public let ranges: [Range<Int>]

  /// Puts `sentences` one after the other. Each includes its end symbol.
  public init(_ sentences: [[Int32]]) {
    tokens = sentences.flatMap { $0 }
    var ranges: [Range<Int>] = []
    for sentence in sentences {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + sentence.count)
    }
    self.ranges = ranges
  }

  /// The sentences with numbers in `part`.
  func part(_ part: Range<Int>) -> TokenBatch {
    guard let first = part.first, let last = part.last else { return TokenBatch([]) }
    let start = ranges[first].lowerBound
    return TokenBatch(
      tokens: Array(tokens[start..<ranges[last].upperBound]),
      ranges: ranges[part].map { $0.lowerBound - start..<$0.upperBound - start })
  }

  private init(tokens: [Int32], ranges: [Range<Int>]) {
    self.tokens = tokens
    self.ranges = ranges
  }

  /// The number of tokens.
  public var count: Int { tokens.count }

  /// Tokens of the longest sentence.
  public var longest: Int { ranges.map(\.count).max() ?? 0 }

  /// Each token's row in the table of positions.
  var places: [Int32] {
    ranges.flatMap { range in (0..<range.count).map { Int32(SinusoidalPositions.firstRow + $0) } }
  }
}

/// Sentences and their translations: what one training step reads.
public struct TranslationBatch: Equatable, Sendable {
  /// The sentences, each with its end symbol.
  public let source: TokenBatch
  /// What the decoder reads: each translation moved one place on, with the end symbol in front.
  public let previousTarget: TokenBatch
  /// What the decoder should say: each translation with its end symbol.
  public let target: TokenBatch

  /// Makes a batch of as many sentences as translations; both include their end symbols.
  /// - Precondition: There are as many, none is empty, and none holds padding.
  public init(source: [[Int32]], target: [[Int32]]) {
    precondition(source.count == target.count, "\(source.count) sentences and \(target.count) translations")
    precondition((source + target).allSatisfy { !$0.isEmpty }, "a sentence without so much as an end symbol")
    precondition(
      !(source + target).contains { $0.contains(SpecialToken.padding) },
      "a sentence with padding, which batches need not")
    self.source = TokenBatch(source)
    self.target = TokenBatch(target)
    previousTarget = TokenBatch(target.map { $0.suffix(1) + $0.dropLast() })
  }

  /// Whether there is no sentence.
  public var isEmpty: Bool { target.ranges.isEmpty }

  /// The sentences with numbers in `part`, and their translations.
  public func part(_ part: Range<Int>) -> TranslationBatch {
    TranslationBatch(
      source: source.part(part), previousTarget: previousTarget.part(part), target: target.part(part))
  }

  private init(source: TokenBatch, previousTarget: TokenBatch, target: TokenBatch) {
    self.source = source
    self.previousTarget = previousTarget
    self.target = target
  }
}
