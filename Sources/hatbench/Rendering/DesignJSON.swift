import TransformerIR

/// A design as JSON: HAT's keys, as in its file.
struct DesignJSON: Encodable {
  let design: SubTransformer

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for (key, value) in design.fields {
      switch value {
      case .number(let number): try container.encode(number, forKey: Key(stringValue: key))
      case .list(let numbers): try container.encode(numbers, forKey: Key(stringValue: key))
      }
    }
  }
}
