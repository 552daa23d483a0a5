/// Numbers in German words, each written as one word.
enum GermanNumbers {
  private static let small = [
    "null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
    "dreizehn",
    "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
  ]
  private static let tens = [
    "", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig",
  ]
  private static let irregularOrdinals = [1: "erst", 3: "dritt", 7: "siebt", 8: "acht"]

  /// 0…999,999, as one counts: `dreihundertzweiundvierzigtausendfünfhunderteins`.
  static func cardinal(_ number: Int) -> String {
    // Only at the very end, "ein" has an s.
    "\(stem(number))\(number % 100 == 1 ? "s" : "")"
  }

  /// The same as it stands before another word: "ein", not "eins".
  private static func stem(_ number: Int) -> String {
    precondition((0..<1_000_000).contains(number), "no words for \(number)")
    guard number >= 1000 else { return belowThousand(number) }
    return "\(belowThousand(number / 1000))tausend\(number % 1000 == 0 ? "" : belowThousand(number % 1000))"
  }

  private static func belowThousand(_ number: Int) -> String {
    guard number >= 100 else { return belowHundred(number) }
    return "\(small[number / 100])hundert\(number % 100 == 0 ? "" : belowHundred(number % 100))"
  }

  private static func belowHundred(_ number: Int) -> String {
    if number < 20 { return small[number] }
    return number % 10 == 0 ? tens[number / 10] : "\(small[number % 10])und\(tens[number / 10])"
  }

  /// 1…99, without the ending of its case: `dritt`, `dreiundzwanzigst`.
  static func ordinalStem(_ number: Int) -> String {
    precondition((1..<100).contains(number), "no ordinal for \(number)")
    if let irregular = irregularOrdinals[number] { return irregular }
    return "\(belowHundred(number))\(number < 20 ? "t" : "st")"
  }

  /// 1100…2099, as years are read: `neunzehnhundertvierundachtzig`, `zweitausendneun`.
  static func year(_ number: Int) -> String {
    precondition((1100..<2100).contains(number), "no words for the year \(number)")
    if number >= 2000 { return cardinal(number) }
    return "\(small[number / 100])hundert\(number % 100 == 0 ? "" : cardinal(number % 100))"
  }
}
