import Foundation

/// JSON as a tree, for what is generic over keys.
indirect enum JSONValue: Decodable {
  case number(Double)
  case flag(Bool)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])
  case null

  /// The tree that `content` is written as; `name` is what errors call it.
  init(_ content: some Encodable, named name: String) throws(HardwareError) {
    do {
      self = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(content))
    } catch {
      throw .malformed(file: name, path: "", reason: "it cannot be written as JSON: \(error)")
    }
  }

  /// A value is the first of these that it can be read as.
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([JSONValue].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// What lies at the end of each path. A list in which there are only numbers, a curve say, is one leaf; a list or object
  /// without anything in it is none.
  var leaves: [JSONPath: ProfileDifference.Value] {
    var leaves: [JSONPath: ProfileDifference.Value] = [:]
    collect(JSONPath(), into: &leaves)
    return leaves
  }

  private func collect(_ path: JSONPath, into leaves: inout [JSONPath: ProfileDifference.Value]) {
    switch self {
    case .number(let number): leaves[path] = .number(number)
    case .flag(let flag): leaves[path] = .flag(flag)
    case .text(let text): leaves[path] = .text(text)
    case .null: break
    case .object(let object):
      for (key, value) in object { value.collect(path.appending(key), into: &leaves) }
    case .list(let list):
      if let numbers {
        leaves[path] = numbers.isEmpty ? nil : .numbers(numbers)
      } else {
        for (key, value) in zip(Self.keys(list), list) { value.collect(path.appending(key), into: &leaves) }
      }
    }
  }

  /// The numbers in lists and objects within each other, by position and by key; nil if there is anything else in them.
  private var numbers: [Double]? {
    switch self {
    case .number(let number): return [number]
    case .list(let list): return Self.numbers(list)
    case .object(let object): return Self.numbers(object.sorted { $0.key < $1.key }.map(\.value))
    case .flag, .text, .null: return nil
    }
  }

  private static func numbers(_ values: [JSONValue]) -> [Double]? {
    let parts = values.compactMap(\.numbers)
    return parts.count == values.count ? Array(parts.joined()) : nil
  }

  /// What the elements of a list are called: by what tells them apart, so that one more at the front does not make all
  /// differ; else by position.
  private static func keys(_ list: [JSONValue]) -> [String] {
    let candidates: [(JSONValue) -> String?] = [{ $0.text("name") }, { $0.text("level") }, { $0.description }]
    for candidate in candidates {
      let names = list.compactMap(candidate)
      if names.count == list.count, Set(names).count == names.count { return names }
    }
    return list.indices.map(String.init)
  }

  private func text(_ key: String) -> String? {
    guard case .object(let object) = self, case .text(let text) = object[key] else { return nil }
    return text
  }

  /// The words in an object, and its threads: what a curve or a peak was measured of. Nil if either is missing.
  private var description: String? {
    guard case .object(let object) = self else { return nil }
    let words = object.keys.sorted().compactMap(text)
    guard !words.isEmpty, case .number(let threads) = object["threads"] else { return nil }
    return words.joined(separator: " ") + " \(Int(exactly: threads) ?? 0)"
  }
}

/// Where something is in JSON: keys and positions, from the outermost.
struct JSONPath: Hashable, Comparable {
  var components: [String] = []

  func appending(_ component: String) -> JSONPath { JSONPath(components: components + [component]) }

  /// By positions as numbers, 2 before 10, and by keys, which come after them.
  static func < (left: JSONPath, right: JSONPath) -> Bool {
    left.components.lexicographicallyPrecedes(right.components) {
      (Int($0) ?? .max, $0) < (Int($1) ?? .max, $1)
    }
  }
}
