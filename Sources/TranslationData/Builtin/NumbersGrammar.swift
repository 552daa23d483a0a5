import Randomness

/// Draws pairs of an English sentence about a number and its one German translation.
///
/// The translation is a function of the English sentence: where German has several ways to say something, the grammar knows
/// one. So an exact match is a fair measure.
enum NumbersGrammar {
  /// An English sentence and its translation.
  typealias Pair = (source: String, target: String)

  /// Sentences of one pattern.
  struct Family: Sendable {
    /// The share of the corpus, in twentieths.
    var share: Int
    /// Draws one of them.
    var draw: @Sendable (inout SeededGenerator) -> Pair
  }

  /// All families; their shares add up to twenty.
  static let families = [
    Family(share: 3, draw: count), Family(share: 3, draw: countedThings), Family(share: 3, draw: ordinal),
    Family(share: 2, draw: day), Family(share: 4, draw: date), Family(share: 2, draw: timeAlone),
    Family(share: 3, draw: timeInSentence),
  ]

  static func choose<Element>(_ choices: [Element], _ generator: inout SeededGenerator) -> Element {
    choices[generator.index(below: choices.count)]
  }

  // MARK: Cardinals

  /// A number below a million. Most have few parts, so that each part is met often.
  private static func number(_ generator: inout SeededGenerator) -> Int {
    switch generator.index(below: 20) {
    case 0..<6: generator.index(below: 1000)
    case 6..<13: 1000 + generator.index(below: 9000)
    case 13..<16: 1000 * (10 + generator.index(below: 990))
    case 16..<19: 1000 * (10 + generator.index(below: 90)) + generator.index(below: 1000)
    default: 10_000 + generator.index(below: 990_000)
    }
  }

  /// `five hundred and one` ↔ `fünfhunderteins`.
  private static func count(_ generator: inout SeededGenerator) -> Pair {
    let number = number(&generator)
    return (EnglishNumbers.cardinal(number), GermanNumbers.cardinal(number))
  }

  private static let things: [Pair] = [
    ("houses", "Häuser"), ("books", "Bücher"), ("trees", "Bäume"), ("children", "Kinder"), ("people", "Menschen"),
    ("pages", "Seiten"), ("cars", "Autos"), ("birds", "Vögel"), ("letters", "Briefe"), ("stones", "Steine"),
  ]
  private static let countings: [Pair] = [
    ("there are * here", "hier gibt es *"), ("we have *", "wir haben *"), ("she counts *", "sie zählt *"),
    ("he sees *", "er sieht *"), ("they need *", "sie brauchen *"),
  ]

  /// `we have forty-two books` ↔ `wir haben zweiundvierzig Bücher`.
  private static func countedThings(_ generator: inout SeededGenerator) -> Pair {
    var number = 1
    // German has no settled form for 1, 101, 201, … things.
    while number % 100 == 1 || number == 0 { number = self.number(&generator) }
    let (thing, frame) = (choose(things, &generator), choose(countings, &generator))
    return fill(
      frame,
      ("\(EnglishNumbers.cardinal(number)) \(thing.source)", "\(GermanNumbers.cardinal(number)) \(thing.target)"))
  }

  /// Puts `pair` where both sides of `frame` have their star.
  static func fill(_ frame: Pair, _ pair: Pair) -> Pair {
    func filled(_ frame: String, _ text: String) -> String {
      frame.split(separator: "*", omittingEmptySubsequences: false).joined(separator: text)
    }
    return (filled(frame.source, pair.source), filled(frame.target, pair.target))
  }

  // MARK: Ordinals

  private enum Gender { case masculine, feminine, neuter }

  private static let places: [(source: String, target: String, gender: Gender)] = [
    ("house", "Haus", .neuter), ("room", "Zimmer", .neuter), ("book", "Buch", .neuter), ("car", "Auto", .neuter),
    ("street", "Straße", .feminine), ("city", "Stadt", .feminine), ("page", "Seite", .feminine),
    ("school", "Schule", .feminine), ("train", "Zug", .masculine), ("garden", "Garten", .masculine),
    ("letter", "Brief", .masculine), ("tree", "Baum", .masculine),
  ]

  /// `with the third house` ↔ `mit dem dritten Haus`: nominative, accusative and dative in three genders.
  private static func ordinal(_ generator: inout SeededGenerator) -> Pair {
    let number = 1 + generator.index(below: 99)
    let place = choose(places, &generator)
    let english = "the \(EnglishNumbers.ordinal(number)) \(place.source)"
    let stem = GermanNumbers.ordinalStem(number)
    let nominative = "\(article(place.gender, "der", "die", "das")) \(stem)e \(place.target)"
    let accusative =
      "\(article(place.gender, "den", "die", "das")) \(stem)\(place.gender == .masculine ? "en" : "e") \(place.target)"
    let dative = "\(article(place.gender, "dem", "der", "dem")) \(stem)en \(place.target)"
    switch generator.index(below: 5) {
    case 0: return (english, nominative)
    case 1: return ("this is \(english)", "das ist \(nominative)")
    case 2: return ("we see \(english)", "wir sehen \(accusative)")
    case 3: return ("he is looking for \(english)", "er sucht \(accusative)")
    default: return ("she comes with \(english)", "sie kommt mit \(dative)")
    }
  }

  private static func article(_ gender: Gender, _ masculine: String, _ feminine: String, _ neuter: String) -> String {
    switch gender {
    case .masculine: masculine
    case .feminine: feminine
    case .neuter: neuter
    }
  }
}
