extension Chart {
  /// Totals split into parts, one bar per item: latency by operator kind for designs or phases.
  ///
  /// - Parameters:
  ///   - items: The bars' names, from the top.
  ///   - itemKind: What an item is, such as "design" or "phase".
  ///   - parts: The parts in stacking order, with one value per item; a bar's length is their sum.
  ///   - quantity: What is split, such as "latency".
  ///   - unit: The unit of all values.
  /// - Precondition: one value per item in every part.
  public static func stackedBars(
    _ items: [String], of itemKind: String, parts: [(name: String, values: [Double])], title: String,
    caption: String = "", quantity: String, unit: String
  ) -> Chart {
    Chart(
      title: title, caption: caption, x: Axis(quantity, unit: unit), y: Axis(itemKind, scale: .categories(items)),
      bars: parts.map { Bars($0.name, values: $0.values.map { Optional($0) }) })
  }
}
