import Hardware
import Reporting

/// A difference as text: what lasts as a table, what comes and goes as a list of keys.
struct DifferenceView {
  let difference: ProfileDifference
  let before, after: String

  var text: String {
    let lasting = difference.isEmpty ? "nothing differs that lasts" : "\(table)"
    guard !difference.volatile.isEmpty else { return lasting }
    return lasting + "\n\ndiffers from hour to hour: " + difference.volatile.map(\.key).joined(separator: ", ")
  }

  private var table: TextTable {
    TextTable(
      columns: [.init("key"), .init(before, .right), .init(after, .right), .init("ratio", .right)],
      rows: difference.lasting.map { entry in
        [
          entry.key, Self.text(entry.before, beside: entry.after), Self.text(entry.after, beside: entry.before),
          entry.ratio.map { "×\(Numeral.text($0, digits: 4))" } ?? "",
        ]
      })
  }

  private static let longest = 48

  static func text(_ value: ProfileDifference.Value?, beside other: ProfileDifference.Value?) -> String {
    switch value {
    case nil: return "–"
    case .number(let number): return Numeral.text(number)
    case .flag(let flag): return flag ? "yes" : "no"
    case .text(let text): return text.count > longest ? "\(text.prefix(longest - 1))…" : text
    case .numbers(let numbers):
      guard case .numbers(let others) = other, others.count == numbers.count, numbers.count > 1 else {
        return "\(numbers.count) numbers"
      }
      return "\(zip(numbers, others).count { $0 != $1 }) of \(numbers.count) numbers"
    }
  }
}

/// What `profiles diff --json` prints.
struct DifferenceJSON: Encodable {
  var lasting, volatile: [Entry]

  init(_ difference: ProfileDifference) {
    lasting = difference.lasting.map { Entry(entry: $0) }
    volatile = difference.volatile.map { Entry(entry: $0) }
  }

  struct Entry: Encodable {
    let entry: ProfileDifference.Entry

    enum CodingKeys: String, CodingKey {
      case key, before, after, ratio
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(entry.key, forKey: .key)
      try encode(entry.before, as: .before, in: &container)
      try encode(entry.after, as: .after, in: &container)
      try container.encodeIfPresent(entry.ratio, forKey: .ratio)
    }

    private func encode(
      _ value: ProfileDifference.Value?, as key: CodingKeys, in container: inout KeyedEncodingContainer<CodingKeys>
    ) throws {
      switch value {
      case nil: break
      case .number(let number): try container.encode(number, forKey: key)
      case .flag(let flag): try container.encode(flag, forKey: key)
      case .text(let text): try container.encode(text, forKey: key)
      case .numbers(let numbers): try container.encode(numbers, forKey: key)
      }
    }
  }
}
