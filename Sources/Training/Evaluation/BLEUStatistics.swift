import Glibc

/// What BLEU is computed from: clipped n-gram matches for n = 1, 2, 3, 4, and lengths. Those of a corpus are the sums of
/// its sentences'.
///
/// Source: Papineni, Roukos, Ward, Zhu. "BLEU: a Method for Automatic Evaluation of Machine Translation." ACL 2002.
/// doi:10.3115/1073083.1073135.
public struct BLEUStatistics: Hashable, Sendable {
  /// The longest n-gram counted.
  public static let order = 4

  /// n-grams of the system's that the reference has, each at most as often as the reference; element n-1 is for n.
  public var matches = SIMD4<Int>()
  /// n-grams of the system's; element n-1 is for n.
  public var totals = SIMD4<Int>()
  /// Words of the system's.
  public var systemLength = 0
  /// Words of the reference.
  public var referenceLength = 0

  /// Nothing counted.
  public init() {}

  /// The sums over both.
  public static func + (left: BLEUStatistics, right: BLEUStatistics) -> BLEUStatistics {
    var sum = left
    sum.matches &+= right.matches
    sum.totals &+= right.totals
    sum.systemLength += right.systemLength
    sum.referenceLength += right.referenceLength
    return sum
  }

  /// How a precision without a match is treated.
  public enum Smoothing: String, Hashable, Sendable {
    /// It is 0, and so is the score: HAT's and fairseq's scorer.
    case none
    /// The first such precision counts half a match, the next a quarter, and so on: SacreBLEU's default, after
    /// mteval-v13a.
    case exponential = "exp"
  }

  /// `exp(1 - reference/system)` if the system has too few words, else 1; 0 if it has none where the reference has some.
  public var brevityPenalty: Double {
    guard systemLength < referenceLength else { return 1 }
    return systemLength > 0 ? exp(1 - Double(referenceLength) / Double(systemLength)) : 0
  }

  /// For n = 1, 2, 3, 4 the share of n-grams that match, in percent; 0 where there are none, and everywhere if nothing
  /// matches at all.
  public func precisions(smoothing: Smoothing = .none) -> [Double] {
    guard matches != SIMD4() else { return [0, 0, 0, 0] }
    var divisor = 1.0
    return (0..<Self.order).map { index in
      let total = Double(totals[index])
      if total == 0 { return 0 }
      if matches[index] > 0 { return 100 * Double(matches[index]) / total }
      guard smoothing == .exponential else { return 0 }
      divisor *= 2
      return 100 / (divisor * total)
    }
  }

  /// BLEU-4 in percent, 0...100: the geometric mean of the precisions times the brevity penalty.
  public func score(smoothing: Smoothing = .none) -> Double {
    let precisions = precisions(smoothing: smoothing)
    guard precisions.allSatisfy({ $0 > 0 }) else { return 0 }
    return brevityPenalty * exp(precisions.reduce(0) { $0 + log($1) } / Double(Self.order))
  }
}

// MARK: Counting

extension BLEUStatistics {
  /// Counts one sentence, words as they are: two are equal if their bytes are.
  /// - Parameter unknown: A word that matches nothing where the reference has it, as in fairseq; nil for none.
  public init(system: [String], reference: [String], unknown: String? = nil) {
    // Equal strings in Swift may differ in bytes: an accent may be part of its letter or follow it.
    var numbers: [[UInt8]: Int32] = [:]
    func number(_ word: String) -> Int32 {
      let (bytes, next) = (Array(word.utf8), Int32(numbers.count))
      if let known = numbers[bytes] { return known }
      numbers[bytes] = next
      return next
    }
    self.init(system: system.map(number), reference: reference.map { $0 == unknown ? -1 : number($0) })
  }

  /// Counts one sentence of word numbers; negative ones in the reference match nothing.
  init(system: [Int32], reference: [Int32]) {
    systemLength = system.count
    referenceLength = reference.count
    for length in 1...Self.order where system.count >= length {
      var available: [SIMD4<Int32>: Int] = [:]
      for gram in Self.grams(of: reference, length) { available[gram, default: 0] += 1 }
      totals[length - 1] = system.count - length + 1
      for gram in Self.grams(of: system, length) {
        guard let count = available[gram], count > 0 else { continue }
        available[gram] = count - 1
        matches[length - 1] += 1
      }
    }
  }

  /// Runs of `length` words, zeros after them. A run with a negative word equals none of a system's, which has no such.
  private static func grams(of words: [Int32], _ length: Int) -> [SIMD4<Int32>] {
    words.indices.dropLast(length - 1).map { start in
      var gram = SIMD4<Int32>()
      for place in 0..<length { gram[place] = words[start + place] }
      return gram
    }
  }
}
