/// How many translations are the reference to the letter: tells memorised data and copied sentences.
public enum ExactMatch {
  /// The share of `system` whose text has the bytes of its reference, spaces at the ends left out, in percent.
  /// - Returns: 0...100; nil for no sentence.
  public static func percent(_ system: [String], references: [String]) -> Double? {
    precondition(
      system.count == references.count, "\(system.count) translations and \(references.count) references")
    guard !system.isEmpty else { return nil }
    func bytes(_ text: String) -> ArraySlice<UInt8> {
      let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") }
      let bytes = Array(text.utf8).drop(while: isSpace)
      return bytes.prefix((bytes.lastIndex { !isSpace($0) } ?? bytes.startIndex - 1) - bytes.startIndex + 1)
    }
    let equal = zip(system, references).count { bytes($0).elementsEqual(bytes($1)) }
    return 100 * Double(equal) / Double(system.count)
  }
}
