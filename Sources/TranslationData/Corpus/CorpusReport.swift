/// What happened to the pairs of a corpus on their way in: how many were read and kept, and why which were left out.
public struct CorpusReport: Codable, Hashable, Sendable {
  /// Why a pair was left out. A pair with several reasons counts under the first.
  public enum Reason: String, Codable, CodingKeyRepresentable, CaseIterable, Hashable, Sendable {
    /// A side is not UTF-8 text.
    case notUTF8
    /// A side has no words.
    case empty
    /// A side has fewer tokens than the filter demands.
    case tooShort
    /// A side has more tokens than the filter allows.
    case tooLong
    /// One side has too many times the tokens of the other.
    case ratio
  }

  /// The pairs that were left out for one reason.
  public struct Omission: Codable, Hashable, Sendable {
    /// How many there were.
    public var count = 0
    /// The numbers of the first five lines, from 1.
    public var firstLines: [Int] = []
  }

  /// The pairs in the files.
  public var read: Int
  /// The pairs that were left out; a reason that never held is absent.
  public var leftOut: [Reason: Omission] = [:]

  /// A report on `read` pairs, none of them left out yet.
  public init(read: Int) { self.read = read }

  /// The pairs that are left.
  public var kept: Int { read - leftOut.values.reduce(0) { $0 + $1.count } }

  /// Records that the pair in `line`, from 1, was left out.
  public mutating func leaveOut(line: Int, because reason: Reason) {
    var omission = leftOut[reason] ?? Omission()
    omission.count += 1
    if omission.firstLines.count < 5 { omission.firstLines.append(line) }
    leftOut[reason] = omission
  }
}

extension CorpusReport: CustomStringConvertible {
  /// One sentence, such as `29,000 pairs read, 28,997 kept; left out: 2 because a side is empty (lines 17, 408), 1 because a
  /// side is not UTF-8 (line 9)`.
  public var description: String {
    let omissions = Reason.allCases.compactMap { reason in leftOut[reason].map { $0.text(because: reason) } }
    let start = "\(grouped(read)) \(read == 1 ? "pair" : "pairs") read, \(grouped(kept)) kept"
    return omissions.isEmpty ? start : "\(start); left out: \(omissions.joined(separator: ", "))"
  }
}

extension CorpusReport.Reason {
  /// The reason, to follow "because".
  public var text: String {
    switch self {
    case .notUTF8: "a side is not UTF-8"
    case .empty: "a side is empty"
    case .tooShort: "a side is too short"
    case .tooLong: "a side is too long"
    case .ratio: "the lengths differ too much"
    }
  }
}

extension CorpusReport.Omission {
  fileprivate func text(because reason: CorpusReport.Reason) -> String {
    let lines = firstLines.map(grouped).joined(separator: ", ")
    return "\(grouped(count)) because \(reason.text) "
      + "(\(count == 1 ? "line" : "lines") \(lines)\(count > firstLines.count ? ", …" : ""))"
  }
}

/// A count with commas between groups of three digits; Foundation's formatter would follow the user's locale.
private func grouped(_ count: Int) -> String {
  let digits = Array(String(count))
  return digits.indices.map { position in
    let remaining = digits.count - position
    return (position > 0 && remaining % 3 == 0 ? "," : "") + String(digits[position])
  }.joined()
}
