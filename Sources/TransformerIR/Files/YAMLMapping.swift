import Files
import Yams

/// The top-level mapping of a YAML file, read key by key with errors that name file, line and key.
package struct YAMLMapping {
  package let file: String
  private let pairs: [(key: String, line: Int?, value: Yams.Node)]

  /// Settings files are a few kilobytes; anything far larger is not one, and is refused before it is parsed.
  private static let sizeLimit = 1 << 16
  /// HAT's files nest two levels. The bound keeps the parser's recursion shallow whatever the file holds.
  private static let nestingLimit = 32
  /// HAT's files use no aliases. Each can repeat all that came before it, so a few dozen could stand for more values than
  /// any memory holds.
  private static let aliasLimit = 8

  /// Reads the file at `path`.
  package init(path: String) throws(TransformerIRError) {
    let text: String
    do throws(FileError) {
      text = try WholeFile.readText(path, limit: Self.sizeLimit)
    } catch {
      throw .unreadable(file: path, reason: "\(error)")
    }
    try self.init(text: text, file: path)
  }

  /// Parses `text`; `file` is what errors call it.
  package init(text: String, file: String) throws(TransformerIRError) {
    self.file = file
    guard text.utf8.count <= Self.sizeLimit else {
      throw .unreadable(
        file: file, reason: "it has \(text.utf8.count) bytes; a settings file has at most \(Self.sizeLimit)")
    }
    guard Self.deepestNesting(in: text) <= Self.nestingLimit else {
      throw .unreadable(file: file, reason: "it nests deeper than \(Self.nestingLimit) levels")
    }
    guard Self.mostAliases(in: text) <= Self.aliasLimit else {
      throw .unreadable(file: file, reason: "it uses more than \(Self.aliasLimit) aliases ('*name')")
    }
    let root: Yams.Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      let summary = "\(error)".prefix { !$0.isNewline }
      throw .unreadable(file: file, reason: "it is not valid YAML: \(summary)")
    }
    guard let root, case .mapping(let mapping) = root else {
      throw .malformed(
        file: file, line: root?.mark?.line, key: nil, found: root.map(Self.describe) ?? "nothing",
        expected: "a mapping of keys to values")
    }
    var pairs: [(key: String, line: Int?, value: Yams.Node)] = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        throw .malformed(
          file: file, line: key.mark?.line, key: nil, found: Self.describe(key), expected: "a plain key")
      }
      pairs.append((name, key.mark?.line, value))
    }
    self.pairs = pairs
  }

  /// An upper bound of how deep `text` nests: open brackets, and sequence or key markers on one line. Depth by
  /// indentation needs no bound of its own, because the size limit already bounds it by its square root.
  private static func deepestNesting(in text: String) -> Int {
    var depth = 0
    var deepest = 0
    var markers = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "\n"): markers = 0
      case UInt8(ascii: "-"), UInt8(ascii: "?"): markers += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      default: markers = 0
      }
      deepest = max(deepest, depth, markers)
    }
    return deepest
  }

  /// An upper bound of how many aliases `text` uses: asterisks with something after them.
  private static func mostAliases(in text: String) -> Int {
    zip(text.utf8, text.utf8.dropFirst()).count { byte, next in byte == UInt8(ascii: "*") && next > UInt8(ascii: " ") }
  }

  /// One warning for every key that is in none of `known`.
  package func warnings(known: Set<String>) -> [String] {
    pairs.filter { !known.contains($0.key) }.map { pair in
      "\(file)\(pair.line.map { ":\($0)" } ?? ""): key '\(pair.key)' is not known here and was ignored"
    }
  }

  /// Whether `key` is given.
  package func has(_ key: String) -> Bool { pairs.contains { $0.key == key } }

  /// The whole number under `key`.
  package func integer(_ key: String) throws(TransformerIRError) -> Int {
    let (line, node) = try value(key)
    return try integer(node, key, line)
  }

  /// The list of whole numbers under `key`.
  package func integers(_ key: String) throws(TransformerIRError) -> [Int] {
    let (line, node) = try value(key)
    guard case .sequence(let sequence) = node else {
      throw .malformed(
        file: file, line: line, key: key, found: Self.describe(node), expected: "a list of whole numbers")
    }
    var numbers: [Int] = []
    for element in sequence { numbers.append(try integer(element, key, line)) }
    return numbers
  }

  /// The list under `key` of what decoder layers attend to.
  func attendedLayers(_ key: String) throws(TransformerIRError) -> [AttendedLayers] {
    var attended: [AttendedLayers] = []
    for number in try integers(key) {
      guard let value = AttendedLayers(rawValue: number) else {
        throw .malformed(
          file: file, line: try value(key).line, key: key, found: "\(number)",
          expected: "-1, 1 or 2 (the last one, two or three encoder layers)")
      }
      attended.append(value)
    }
    return attended
  }

  /// The true or false under `key`.
  package func boolean(_ key: String) throws(TransformerIRError) -> Bool {
    let (line, node) = try value(key)
    guard let flag = node.bool else {
      throw .malformed(file: file, line: line, key: key, found: Self.describe(node), expected: "True or False")
    }
    return flag
  }

  /// The number under `key`; Python's way of writing one, as `1e-7`, is understood.
  package func number(_ key: String) throws(TransformerIRError) -> Double {
    let (line, node) = try value(key)
    guard case .scalar(let scalar) = node, let number = Double(scalar.string), number.isFinite else {
      throw .malformed(file: file, line: line, key: key, found: Self.describe(node), expected: "a number")
    }
    return number
  }

  /// An error about the value of `key`, which is `found`.
  package func malformed(_ key: String, found: String, expected: String) -> TransformerIRError {
    let line = pairs.first { $0.key == key }.flatMap(\.line)
    return .malformed(file: file, line: line, key: key, found: found, expected: expected)
  }

  /// The text under `key`.
  package func string(_ key: String) throws(TransformerIRError) -> String {
    let (line, node) = try value(key)
    guard let scalar = node.scalar else {
      throw .malformed(file: file, line: line, key: key, found: Self.describe(node), expected: "a word")
    }
    return scalar.string
  }

  private func value(_ key: String) throws(TransformerIRError) -> (line: Int?, node: Yams.Node) {
    guard let pair = pairs.first(where: { $0.key == key }) else {
      throw .malformed(file: file, line: nil, key: key, found: "nothing", expected: "this key to be given")
    }
    return (pair.line, pair.value)
  }

  private func integer(_ node: Yams.Node, _ key: String, _ line: Int?) throws(TransformerIRError) -> Int {
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any,
      let number = Int(scalar.string)
    else {
      throw .malformed(
        file: file, line: node.mark?.line ?? line, key: key, found: Self.describe(node), expected: "a whole number")
    }
    return number
  }

  private static func describe(_ node: Yams.Node) -> String {
    switch node {
    case .scalar(let scalar): "'\(scalar.string.prefix(40))'"
    case .mapping: "a mapping"
    case .sequence(let sequence): "a list of \(sequence.count)"
    case .alias: "an alias"
    }
  }
}
