extension Chart {
  /// Designs by cost and objective, both the lower the better, with the designs that no other beats joined by a line.
  ///
  /// - Parameters:
  ///   - candidates: The other designs: `x` is the cost, `y` the objective, `note` describes the design.
  ///   - front: The designs of the front, by rising cost.
  ///   - limit: The largest cost allowed, as a vertical line; nil for none.
  public static func paretoFront(
    _ candidates: [Point], front: [Point], title: String, caption: String = "", x: Axis, y: Axis, limit: Double? = nil
  ) -> Chart {
    let limitText = limit.map { [Numeral.text($0), x.unit].compactMap { $0 }.joined(separator: " ") } ?? ""
    return Chart(
      title: title, caption: caption, x: x, y: y,
      series: [
        Series("designs", .points, hue: .grey, points: candidates),
        Series("front", .steps, hue: .blue, points: front),
      ].filter { !$0.points.isEmpty },
      rules: limit.map { [Rule("limit \(limitText)", .x, at: $0)] } ?? [])
  }
}
