/// Numbers in English words (British: "three hundred and five").
enum EnglishNumbers {
  private static let small = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
  ]
  private static let tens = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
  ]
  private static let irregularOrdinals = [
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
  ]

  /// 0…999,999: `three hundred and forty-two thousand five hundred and one`.
  static func cardinal(_ number: Int) -> String {
    precondition((0..<1_000_000).contains(number), "no words for \(number)")
    guard number >= 1000 else { return belowThousand(number) }
    let rest = number % 1000
    let thousands = "\(belowThousand(number / 1000)) thousand"
    if rest == 0 { return thousands }
    return "\(thousands) \(rest < 100 ? "and " : "")\(belowThousand(rest))"
  }

  private static func belowThousand(_ number: Int) -> String {
    guard number >= 100 else { return belowHundred(number) }
    let hundreds = "\(small[number / 100]) hundred"
    return number % 100 == 0 ? hundreds : "\(hundreds) and \(belowHundred(number % 100))"
  }

  private static func belowHundred(_ number: Int) -> String {
    if number < 20 { return small[number] }
    return number % 10 == 0 ? tens[number / 10] : "\(tens[number / 10])-\(small[number % 10])"
  }

  /// 1…99: `twenty-third`.
  static func ordinal(_ number: Int) -> String {
    precondition((1..<100).contains(number), "no ordinal for \(number)")
    if number >= 20 && number % 10 > 0 { return "\(tens[number / 10])-\(ordinal(number % 10))" }
    let cardinal = belowHundred(number)
    if let irregular = irregularOrdinals[cardinal] { return irregular }
    return cardinal.hasSuffix("y") ? "\(cardinal.dropLast())ieth" : "\(cardinal)th"
  }

  /// 1100…2099, as years are read: `nineteen eighty-four`, `nineteen oh one`, `two thousand and nine`, `twenty nineteen`.
  static func year(_ number: Int) -> String {
    precondition((1100..<2100).contains(number), "no words for the year \(number)")
    if (2000..<2010).contains(number) { return cardinal(number) }
    let (century, rest) = (belowHundred(number / 100), number % 100)
    switch rest {
    case 0: return "\(century) hundred"
    case 1..<10: return "\(century) oh \(small[rest])"
    default: return "\(century) \(belowHundred(rest))"
    }
  }
}
