import Randomness

/// Days, dates and times of day.
extension NumbersGrammar {
  private static let months: [(source: String, target: String, days: Int)] = [
    ("January", "Januar", 31), ("February", "Februar", 29), ("March", "März", 31), ("April", "April", 30),
    ("May", "Mai", 31), ("June", "Juni", 30), ("July", "Juli", 31), ("August", "August", 31),
    ("September", "September", 30), ("October", "Oktober", 31), ("November", "November", 30),
    ("December", "Dezember", 31),
  ]
  private static let weekdays: [Pair] = [
    ("Monday", "Montag"), ("Tuesday", "Dienstag"), ("Wednesday", "Mittwoch"), ("Thursday", "Donnerstag"),
    ("Friday", "Freitag"), ("Saturday", "Samstag"), ("Sunday", "Sonntag"),
  ]

  /// A day of a year: the English phrase and the German one without article and case.
  private struct Day {
    var english: String
    var stem: String
    var rest: String

    init(_ generator: inout SeededGenerator) {
      let month = NumbersGrammar.choose(months, &generator)
      let number = 1 + generator.index(below: month.days)
      english = "the \(EnglishNumbers.ordinal(number)) of \(month.source)"
      stem = GermanNumbers.ordinalStem(number)
      rest = month.target
    }

    var nominative: String { "der \(stem)e \(rest)" }
    var dative: String { "dem \(stem)en \(rest)" }
    /// "an" and "dem" in one word.
    var on: String { "am \(stem)en \(rest)" }
  }

  /// Dates without a year: `on Friday, the third of March` ↔ `am Freitag, dem dritten März`.
  @Sendable static func day(_ generator: inout SeededGenerator) -> Pair {
    sentence(about: Day(&generator), &generator)
  }

  /// Dates with a year: `on the third of March nineteen eighty-four` ↔ `am dritten März neunzehnhundertvierundachtzig`.
  @Sendable static func date(_ generator: inout SeededGenerator) -> Pair {
    var day = Day(&generator)
    // Mostly the last and this century; the grammar does not know which years have a 29th of February.
    let year = generator.happens(0.8) ? 1900 + generator.index(below: 130) : 1100 + generator.index(below: 800)
    day.english += " \(EnglishNumbers.year(year))"
    day.rest += " \(GermanNumbers.year(year))"
    return sentence(about: day, &generator)
  }

  private static func sentence(about day: Day, _ generator: inout SeededGenerator) -> Pair {
    let weekday = choose(weekdays, &generator)
    switch generator.index(below: 6) {
    case 0: return (day.english, day.nominative)
    case 1: return ("on \(day.english)", day.on)
    case 2: return ("on \(weekday.source), \(day.english)", "am \(weekday.target), \(day.dative)")
    case 3: return ("today is \(day.english)", "heute ist \(day.nominative)")
    case 4:
      return ("today is \(weekday.source), \(day.english)", "heute ist \(weekday.target), \(day.nominative)")
    default: return ("she comes on \(day.english)", "sie kommt \(day.on)")
    }
  }

  // MARK: Times

  private static let sentences: [Pair] = [
    ("it is *", "es ist *"), ("we meet at *", "wir treffen uns um *"),
    ("the train leaves at *", "der Zug fährt um * ab"),
    ("the shop closes at *", "der Laden schließt um *"), ("she comes at *", "sie kommt um *"),
    ("he calls at *", "er ruft um * an"),
  ]

  /// `half past seven in the evening` ↔ `halb acht abends`. All 1,440 minutes of the day are as likely; the whole
  /// family therefore has about twice as many forms as it gives sentences.
  @Sendable static func timeAlone(_ generator: inout SeededGenerator) -> Pair {
    let time = time(generator.index(below: 24 * 60))
    return generator.happens(0.5) ? time : fill(("at *", "um *"), time)
  }

  /// `the train leaves at quarter to nine in the evening` ↔ `der Zug fährt um Viertel vor neun abends ab`.
  @Sendable static func timeInSentence(_ generator: inout SeededGenerator) -> Pair {
    fill(choose(sentences, &generator), time(generator.index(below: 24 * 60)))
  }

  /// The time of day, as one says it: `minute` counts from midnight.
  static func time(_ minute: Int) -> Pair {
    precondition((0..<1440).contains(minute), "no day has a minute \(minute)")
    let clock = clock(hour: minute / 60, minute: minute % 60)
    let period = period(minute / 60)
    return ("\(clock.source) \(period.source)", "\(clock.target) \(period.target)")
  }

  private static func clock(hour: Int, minute: Int) -> Pair {
    func name(_ hour: Int) -> Pair {
      let shown = (hour + 11) % 12 + 1
      return (EnglishNumbers.cardinal(shown), GermanNumbers.cardinal(shown))
    }
    let (this, next) = (name(hour), name(hour + 1))
    switch minute {
    case 0: return ("\(this.source) o'clock", "\(this.target == "eins" ? "ein" : this.target) Uhr")
    case 15: return ("quarter past \(this.source)", "Viertel nach \(this.target)")
    // German counts around the half hour, and the half hour towards the hour to come.
    case 25: return ("twenty-five past \(this.source)", "fünf vor halb \(next.target)")
    case 30: return ("half past \(this.source)", "halb \(next.target)")
    case 35: return ("twenty-five to \(next.source)", "fünf nach halb \(next.target)")
    case 45: return ("quarter to \(next.source)", "Viertel vor \(next.target)")
    case 1..<30:
      let minutes = minutes(minute)
      return ("\(minutes.source) past \(this.source)", "\(minutes.target) nach \(this.target)")
    default:
      let minutes = minutes(60 - minute)
      return ("\(minutes.source) to \(next.source)", "\(minutes.target) vor \(next.target)")
    }
  }

  /// Multiples of five are said without their unit.
  private static func minutes(_ count: Int) -> Pair {
    let words = (source: EnglishNumbers.cardinal(count), target: GermanNumbers.cardinal(count))
    if count % 5 == 0 { return words }
    return count == 1 ? ("one minute", "eine Minute") : ("\(words.source) minutes", "\(words.target) Minuten")
  }

  /// English parts the day at midnight, noon, six and eleven, German also at five, at ten and after noon.
  private static func period(_ hour: Int) -> Pair {
    switch hour {
    case 0, 23: ("at night", "nachts")
    case 1..<5: ("in the morning", "nachts")
    case 5..<10: ("in the morning", "morgens")
    case 10..<12: ("in the morning", "vormittags")
    case 12: ("in the afternoon", "mittags")
    case 13..<18: ("in the afternoon", "nachmittags")
    default: ("in the evening", "abends")
    }
  }
}
