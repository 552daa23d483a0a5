/// How frequent each pair of neighbouring symbols is, and which is the most frequent.
///
/// Looking at all pairs at every step would be slow, so rare pairs are set aside, and brought back when no frequent one is
/// left. What changes while a pair is set aside is counted anew from zero and, if positive, later replaces the count that
/// was set aside: counts of rare pairs drift from the truth. `subword-nmt` does so, and its codes depend on it; hence the
/// exact repetition, down to the threshold's formula.
struct PairStatistics {
  /// The symbols of every pair, by the pair's number.
  private(set) var pairs: [(left: Int32, right: Int32)] = []
  private var numbers: [UInt64: Int32] = [:]
  /// The counts that are looked at, and which pairs have one.
  private var counts: [Int] = []
  private var isLive: [Bool] = []
  private var live: [Int32] = []
  /// The counts that were set aside; nil if never.
  private var aside: [Int?] = []
  private var threshold = 0.0

  /// Adds to the count of a pair; returns the pair's number.
  mutating func change(_ left: Int32, _ right: Int32, by difference: Int) -> Int32 {
    let pair = number(left, right)
    if !isLive[Int(pair)] {
      isLive[Int(pair)] = true
      counts[Int(pair)] = 0
      live.append(pair)
    }
    counts[Int(pair)] += difference
    return pair
  }

  mutating func clear(_ pair: Int32) { counts[Int(pair)] = 0 }

  /// To be called once, when all pairs of the text are counted.
  mutating func keepAll() {
    for pair in live { aside[Int(pair)] = counts[Int(pair)] }
    threshold = Double(live.map { counts[Int($0)] }.max() ?? 0) / 10
  }

  /// The pair to merge at `step`, or nil if there is none at all.
  mutating func mostFrequent(at step: Int, _ symbols: [Spelling]) -> (pair: Int32, count: Int)? {
    let best = largest(symbols)
    if let best, step == 0 || Double(best.count) >= threshold { return best }
    prune()
    bringBack()
    guard let best = largest(symbols) else { return nil }
    threshold = Double(best.count * step) / (Double(step) + 10000)
    prune()
    return best
  }

  /// To be called after the merge of `pair` at `step`.
  mutating func finish(_ pair: Int32, step: Int) {
    counts[Int(pair)] = 0
    if step.isMultiple(of: 100) { prune() }
  }

  private mutating func number(_ left: Int32, _ right: Int32) -> Int32 {
    let key = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    if let known = numbers[key] { return known }
    let number = Int32(pairs.count)
    numbers[key] = number
    pairs.append((left, right))
    counts.append(0)
    isLive.append(false)
    aside.append(nil)
    return number
  }

  private func largest(_ symbols: [Spelling]) -> (pair: Int32, count: Int)? {
    guard var best = live.first else { return nil }
    var most = counts[Int(best)]
    for pair in live.dropFirst() {
      let count = counts[Int(pair)]
      if count > most || (count == most && sorts(best, before: pair, symbols)) {
        best = pair
        most = count
      }
    }
    return (best, most)
  }

  private func sorts(_ first: Int32, before second: Int32, _ symbols: [Spelling]) -> Bool {
    let first = pairs[Int(first)]
    let second = pairs[Int(second)]
    if first.left != second.left { return symbols[Int(first.left)] < symbols[Int(second.left)] }
    return symbols[Int(first.right)] < symbols[Int(second.right)]
  }

  /// Sets the pairs below the threshold aside.
  private mutating func prune() {
    var kept: [Int32] = []
    for pair in live {
      let count = counts[Int(pair)]
      guard Double(count) < threshold else {
        kept.append(pair)
        continue
      }
      isLive[Int(pair)] = false
      aside[Int(pair)] = count < 0 ? (aside[Int(pair)] ?? 0) + count : count
    }
    live = kept
  }

  private mutating func bringBack() {
    live = []
    for pair in pairs.indices {
      isLive[pair] = aside[pair] != nil
      if let count = aside[pair] {
        counts[pair] = count
        live.append(Int32(pair))
      }
    }
  }
}
