/// JSON that is written piece by piece: a trace has more events than anybody wants to hold as a tree.
struct TraceText {
  /// A value of an event's arguments.
  enum Value {
    case text(String)
    case number(Double)
  }

  private(set) var pieces: [[UInt8]] = []
  private var piece: [UInt8] = []
  private var hasEvents = false

  /// Pieces of a megabyte, so that growing costs little.
  private static let pieceSize = 1 << 20

  init() { add("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[") }

  /// Adds an event; the keys and the text of `fields` are JSON already.
  mutating func event(_ fields: String, arguments: [(String, Value)]) {
    var line = (hasEvents ? ",\n" : "\n") + "{" + fields
    if !arguments.isEmpty {
      line += ",\"args\":{" + arguments.map { "\(Self.quoted($0)):\(Self.json($1))" }.joined(separator: ",") + "}"
    }
    add(line + "}")
    hasEvents = true
  }

  /// Ends the file.
  mutating func finish() {
    add("\n]}\n")
    pieces.append(piece)
    piece = []
  }

  private mutating func add(_ text: String) {
    piece.append(contentsOf: text.utf8)
    guard piece.count >= Self.pieceSize else { return }
    pieces.append(piece)
    piece = []
  }

  private static func json(_ value: Value) -> String {
    switch value {
    case .text(let text): quoted(text)
    // JSON has no word for what is no number.
    case .number(let number): number.isFinite ? Int(exactly: number).map(String.init) ?? "\(number)" : "null"
    }
  }

  /// `text` as a JSON string.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
