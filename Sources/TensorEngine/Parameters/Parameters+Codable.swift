extension Parameters: Codable {
  private struct Record: Codable {
    let name: String
    let shape: [Int]
    let values: [Float]
  }

  /// Reads a list of `{name, shape, values}`.
  /// - Throws: `DecodingError` if a name comes twice or a shape does not fit its values.
  public init(from decoder: any Decoder) throws {
    self.init()
    for record in try [Record](from: decoder) {
      func corrupted(_ reason: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "parameter '\(record.name)' \(reason)"))
      }
      guard !contains(record.name) else { throw corrupted("comes twice") }
      guard elementCount(of: record.shape) == record.values.count else {
        throw corrupted("has shape \(record.shape) but \(record.values.count) values")
      }
      append(record.name, Tensor(record.values, shape: record.shape))
    }
  }

  /// Writes a list of `{name, shape, values}` in order.
  public func encode(to encoder: any Encoder) throws {
    try names.map { Record(name: $0, shape: self[$0].shape, values: self[$0].scalars) }.encode(to: encoder)
  }
}
