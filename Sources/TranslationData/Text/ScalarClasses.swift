/// What Moses' rules ask of a character, by Unicode's properties.
///
/// The classes of the characters below U+3000 are looked up once and kept: that is where almost all text lives.
struct ScalarClasses: OptionSet, Sendable {
  let rawValue: UInt8

  /// Letters, and the marks that belong to words in Indic scripts (virama and nukta), which Moses adds.
  static let alphabetic = ScalarClasses(rawValue: 1)
  /// Any of Unicode's numbers, such as 7, ² and Ⅳ.
  static let number = ScalarClasses(rawValue: 2)
  /// Letters and decimal digits.
  static let alphanumeric = ScalarClasses(rawValue: 4)
  static let lowercase = ScalarClasses(rawValue: 8)
  /// What Python's `\s` matches and `split` splits at.
  static let space = ScalarClasses(rawValue: 16)
  static let currency = ScalarClasses(rawValue: 32)
  static let decimalDigit = ScalarClasses(rawValue: 64)
  /// What a line of text needs neither as a word nor as a space: controls, and marks without width.
  static let invisible = ScalarClasses(rawValue: 128)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  private init(lookingUp scalar: Unicode.Scalar) {
    let properties = scalar.properties
    var classes: ScalarClasses = []
    let combining = properties.canonicalCombiningClass.rawValue
    let isAlphabetic = properties.isAlphabetic || combining == 7 || combining == 9
    if isAlphabetic { classes.formUnion([.alphabetic, .alphanumeric]) }
    switch properties.generalCategory {
    case .decimalNumber: classes.formUnion([.number, .decimalDigit, .alphanumeric])
    case .letterNumber, .otherNumber: classes.insert(.number)
    case .currencySymbol: classes.insert(.currency)
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: classes.insert(.space)
    case .control:
      let isSpace = (0x09...0x0D).contains(scalar.value) || (0x1C...0x1F).contains(scalar.value) || scalar.value == 0x85
      classes.insert(isSpace ? .space : .invisible)
    // The joiners U+200C and U+200D stay: Persian, Indic scripts and emoji spell with them.
    case .format where !(0x200C...0x200D).contains(scalar.value) && !(0xE0020...0xE007F).contains(scalar.value):
      classes.insert(.invisible)
    default: break
    }
    if properties.isLowercase { classes.insert(.lowercase) }
    self = classes
  }

  private static let kept = (0..<UInt32(0x3000)).map { ScalarClasses(lookingUp: Unicode.Scalar($0)!) }

  static func of(_ scalar: Unicode.Scalar) -> ScalarClasses {
    scalar.value < 0x3000 ? kept[Int(scalar.value)] : ScalarClasses(lookingUp: scalar)
  }
}

extension Unicode.Scalar {
  func `is`(_ wanted: ScalarClasses) -> Bool { !ScalarClasses.of(self).isDisjoint(with: wanted) }
}

extension String {
  /// The text of `scalars`.
  init(scalars: some Sequence<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }

  /// What is between the spaces, as Python's `split` sees spaces.
  var spaceSeparated: [String] {
    unicodeScalars.split { $0.is(.space) }.map { String($0) }
  }
}
