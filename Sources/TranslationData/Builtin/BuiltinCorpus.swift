import Randomness

/// Corpora that hatbench makes itself, so that one can train without any data.
public enum BuiltinCorpus {
  /// The names that follow `builtin:`.
  public static let names = ["numbers"]

  /// The seed of the corpus that `builtin:numbers` stands for.
  public static let defaultSeed: UInt64 = 1

  /// 20,000 English sentences with numbers, ordinals, dates and times of day, and their German translations: a real
  /// translation task that a small model learns within minutes.
  ///
  /// German writes numbers as one word, turns units and tens round, declines ordinals and counts minutes around the half
  /// hour; the grammar does all of it. Each English sentence has one translation and occurs once in all parts, and every
  /// pattern has the same share of each part: 18,000 pairs to train on, 1,000 to validate, 1,000 to test.
  ///
  /// - Parameters:
  ///   - part: Which part.
  ///   - seed: The same seed gives the same corpus on every machine.
  public static func numbers(_ part: Part, seed: UInt64 = defaultSeed) -> ParallelText {
    var generator = SeededGenerator(seed: seed)
    var pairs: [NumbersGrammar.Pair] = []
    var seen: Set<String> = []
    for family in NumbersGrammar.families {
      let drawn = distinct(1000 * family.share, of: family, seen: &seen, &generator)
      pairs += drawn[range(of: part, in: drawn.count)]
    }
    generator.shuffle(&pairs)
    return ParallelText(source: pairs.map(\.source), target: pairs.map(\.target))
  }

  /// `count` pairs of a family, none of which was seen before.
  private static func distinct(
    _ count: Int, of family: NumbersGrammar.Family, seen: inout Set<String>, _ generator: inout SeededGenerator
  ) -> [NumbersGrammar.Pair] {
    var pairs: [NumbersGrammar.Pair] = []
    while pairs.count < count {
      let pair = family.draw(&generator)
      if seen.insert(pair.source).inserted { pairs.append(pair) }
    }
    return pairs
  }

  /// The last twentieth of what was drawn is the test part, the one before it the valid part.
  private static func range(of part: Part, in count: Int) -> Range<Int> {
    let size = count / 20
    switch part {
    case .train: return 0..<count - 2 * size
    case .valid: return count - 2 * size..<count - size
    case .test: return count - size..<count
    }
  }

  /// How the text of `numbers` becomes tokens: words are what spaces separate, and 400 merges make of them a joint
  /// vocabulary of about 330 pieces, below the 512 words of the space `tiny`; a translation has 10 tokens in the mean. Case
  /// stays.
  public static var numbersSettings: TextPipeline.Settings {
    get throws(TranslationDataError) {
      var settings = TextPipeline.Settings(source: try Language("en"), target: try Language("de"))
      settings.tokenises = false
      settings.normalisesPunctuation = false
      settings.merges = 400
      return settings
    }
  }
}
