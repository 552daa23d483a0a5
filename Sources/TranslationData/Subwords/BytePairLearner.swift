/// Finds merges: over and over the most frequent pair of neighbouring symbols becomes one symbol.
///
/// Of equally frequent pairs, the one whose symbols sort last by code points is taken. A merge changes only the words that
/// hold its pair; an index finds them.
///
/// This repeats `subword-nmt`'s bookkeeping step by step (``PairStatistics`` says why), since published codes were made by
/// it.
struct BytePairLearner {
  private var words: [[Int32]] = []
  private var frequencies: [Int] = []
  private var symbols: [Spelling] = []
  private var numbers: [Spelling: Int32] = [:]
  private var statistics = PairStatistics()
  /// How often each word holds each pair.
  private var places: [[Int32: Int]] = []

  init(_ counts: some Sequence<(Spelling, Int)>) {
    for (word, frequency) in counts where !word.text.isEmpty {
      var characters = word.text.unicodeScalars.map { String($0) }
      characters[characters.count - 1] += BytePairEncoding.endMark
      words.append(characters.map { number(Spelling($0)) })
      frequencies.append(frequency)
    }
    for (place, word) in words.enumerated() {
      for (left, right) in zip(word, word.dropFirst()) { change(left, right, by: 1, in: place) }
    }
    statistics.keepAll()
  }

  mutating func learn(_ count: Int, minimumFrequency: Int) -> [BytePairEncoding.Merge] {
    var merges: [BytePairEncoding.Merge] = []
    for step in 0..<max(0, count) {
      guard let best = statistics.mostFrequent(at: step, symbols), best.count >= minimumFrequency else { break }
      let (left, right) = statistics.pairs[Int(best.pair)]
      merges.append(.init(left: symbols[Int(left)], right: symbols[Int(right)]))
      merge(best.pair)
      statistics.finish(best.pair, step: step)
    }
    return merges
  }

  private mutating func number(_ symbol: Spelling) -> Int32 {
    if let known = numbers[symbol] { return known }
    numbers[symbol] = Int32(symbols.count)
    symbols.append(symbol)
    return Int32(symbols.count - 1)
  }

  private mutating func change(_ left: Int32, _ right: Int32, by times: Int, in place: Int) {
    let pair = Int(statistics.change(left, right, by: times * frequencies[place]))
    if pair == places.count { places.append([:]) }
    places[pair][Int32(place), default: 0] += times
  }

  private mutating func merge(_ pair: Int32) {
    let (left, right) = statistics.pairs[Int(pair)]
    let result = number(Spelling(symbols[Int(left)].text + symbols[Int(right)].text))
    let found = places[Int(pair)]
    places[Int(pair)] = [:]
    statistics.clear(pair)
    for (place, times) in found where times > 0 {
      let old = words[Int(place)]
      let new = Self.merged(old, left, right, result)
      words[Int(place)] = new
      forgetNeighbours(of: (left, right), old, in: Int(place))
      countNeighbours(of: result, new, in: Int(place))
    }
  }

  private static func merged(_ word: [Int32], _ left: Int32, _ right: Int32, _ result: Int32) -> [Int32] {
    var merged: [Int32] = []
    merged.reserveCapacity(word.count)
    var index = 0
    while index < word.count {
      let isPair = word[index] == left && index + 1 < word.count && word[index + 1] == right
      merged.append(isPair ? result : word[index])
      index += isPair ? 2 : 1
    }
    return merged
  }

  private mutating func forgetNeighbours(of pair: (left: Int32, right: Int32), _ word: [Int32], in place: Int) {
    var index = 0
    while index + 1 < word.count {
      guard word[index] == pair.left, word[index + 1] == pair.right else {
        index += 1
        continue
      }
      if index > 0 { change(word[index - 1], word[index], by: -1, in: place) }
      if index + 2 < word.count {
        // In A B C B C the pair C B is forgotten once, before the second B C.
        let repeats = index + 3 < word.count && word[index + 2] == pair.left && word[index + 3] == pair.right
        if !repeats { change(word[index + 1], word[index + 2], by: -1, in: place) }
      }
      index += 2
    }
  }

  private mutating func countNeighbours(of symbol: Int32, _ word: [Int32], in place: Int) {
    for index in word.indices where word[index] == symbol {
      if index > 0 { change(word[index - 1], symbol, by: 1, in: place) }
      if index + 1 < word.count, word[index + 1] != symbol { change(symbol, word[index + 1], by: 1, in: place) }
    }
  }
}
