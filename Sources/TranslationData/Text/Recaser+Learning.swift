extension Recaser {
  /// Pairs that occurred less often than this prove nothing.
  private static let leastPairs = 3

  /// Learns from `sentences`: tokenised, with their capitals.
  public static func learn(from sentences: some Sequence<[String]>) -> Recaser {
    var counts = Counts()
    for sentence in sentences { counts.add(sentence) }
    let forms = counts.usualForms()
    var recaser = Recaser(
      forms: forms.filter { $0.key != $0.value }, formsInContext: counts.formsInContext(leastPairs, usual: forms))
    let exceptions = forms.filter { $0.key == $0.value && recaser.compoundForm($0.key) != nil }
    recaser.forms.merge(exceptions) { known, _ in known }
    return recaser
  }

  private struct Counts {
    private typealias Forms = [String: Int]
    private var within: [String: Forms] = [:]
    private var atStart: [String: Forms] = [:]
    private var pairs: [Pair: Forms] = [:]

    mutating func add(_ sentence: [String]) {
      var isAtStart = true
      var previous: String?
      for word in sentence {
        let key = word.lowercased()
        if Recaser.hasWord(word) {
          if isAtStart {
            atStart[key, default: [:]][word, default: 0] += 1
          } else {
            within[key, default: [:]][word, default: 0] += 1
            if let previous { pairs[Pair(previous: previous, word: key), default: [:]][word, default: 0] += 1 }
          }
          isAtStart = false
        }
        if Recaser.endsSentence(word) { isAtStart = true }
        previous = key
      }
    }

    func usualForms() -> [String: String] {
      atStart.merging(within) { $1 }.mapValues { Self.mostFrequent($0).form }
    }

    func formsInContext(_ least: Int, usual: [String: String]) -> [Pair: String] {
      var result: [Pair: String] = [:]
      for (pair, forms) in pairs {
        let best = Self.mostFrequent(forms)
        if best.count >= least, best.form != usual[pair.word] { result[pair] = best.form }
      }
      return result
    }

    /// Of equally frequent forms, the one that sorts last by code points: small letters before capitals.
    private static func mostFrequent(_ forms: Forms) -> (form: String, count: Int) {
      let best = forms.max { ($0.value, Spelling($0.key)) < ($1.value, Spelling($1.key)) }!
      return (best.key, best.value)
    }
  }
}
