extension Operator {
  /// The operator's dimensions in words, for names in tables and files: `rows 5, inner 512, columns 2048, hasBias`.
  ///
  /// It says everything that tells operators of one kind apart.
  public var shape: String {
    guard let payload = Mirror(reflecting: self).children.first?.value else { return "" }
    return Mirror(reflecting: payload).children.compactMap { label, value in
      guard let label else { return nil }
      switch value {
      case let extent as Extent: return "\(label) \(extent.text)"
      case let number as Double: return "\(label) \(number.text)"
      case let flag as Bool: return flag ? label : nil
      default: return "\(value)"
      }
    }.joined(separator: ", ")
  }
}

extension Extent {
  /// `5`, `source`, `2 × source`.
  fileprivate var text: String {
    switch length {
    case .one: factor.text
    case .source, .target, .cached: factor == 1 ? "\(length)" : "\(factor.text) × \(length)"
    }
  }
}

extension Double {
  /// The number without a fraction that is not there.
  fileprivate var text: String { Int(exactly: self).map(String.init) ?? "\(self)" }
}
