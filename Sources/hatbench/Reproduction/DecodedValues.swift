import Quantities
import TransformerIR

/// A time in a file: a positive number of seconds.
struct PositiveSeconds: Decodable, Hashable {
  let time: Seconds

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let value = try container.decode(Double.self)
    guard value.isFinite, value > 0 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "found \(value), expected positive seconds")
    }
    time = Seconds(value)
  }
}

/// An interval in a file: its two ends, the lower one first.
struct Interval: Decodable, Hashable {
  let range: ClosedRange<Double>

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let ends = try container.decode([Double].self)
    guard ends.count == 2, ends[0] <= ends[1] else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "found \(ends), expected the two ends of an interval")
    }
    range = ends[0]...ends[1]
  }
}

/// A design in a file, under HAT's keys: what ``DesignJSON`` writes.
struct DecodedDesign: Decodable, Hashable {
  let design: SubTransformer

  private enum Field: Decodable {
    case number(Int)
    case list([Int])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      self = try (try? container.decode(Int.self)).map(Field.number) ?? .list(container.decode([Int].self))
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // The reader of design files checks what there is to check, once.
    let lines = try container.decode([String: Field].self).sorted { $0.key < $1.key }.map { key, field in
      switch field {
      case .number(let number): "\(key): \(number)\n"
      case .list(let numbers): "\(key): \(numbers)\n"
      }
    }
    do {
      design = try SubTransformer.parse(yaml: lines.joined(), name: "a design").design
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
    }
  }
}
