extension Chart {
  /// How fast memory is over the size of what is touched again and again, both axes logarithmic: a plateau for each cache, a
  /// fall where the next begins.
  ///
  /// - Parameters:
  ///   - curves: One for each way of access and number of threads; points whose `x` is bytes and whose `y`, with its
  ///     interval, is bytes a second.
  ///   - caches: What caches hold, in bytes, as vertical lines.
  public static func bandwidthCurves(
    _ curves: [(name: String, points: [Point])], caches: [(name: String, bytes: Double)], title: String,
    caption: String = ""
  ) -> Chart {
    Chart(
      title: title, caption: caption, x: Axis("working set", unit: "KiB", scale: .logarithmic),
      y: Axis("bandwidth", unit: "GB/s", scale: .logarithmic),
      series: curves.map { curve in
        Series(
          curve.name, .connectedPoints, spread: .band,
          points: curve.points.map { point in
            Point(
              x: point.x / 1024, y: point.y / 1e9,
              yInterval: point.yInterval.map { $0.lowerBound / 1e9...$0.upperBound / 1e9 }, note: point.note)
          })
      },
      rules: caches.filter { $0.bytes > 0 && $0.bytes.isFinite }.map {
        Rule("\($0.name) \(sizeText($0.bytes))", .x, at: $0.bytes / 1024)
      })
  }

  /// `48 KiB`, `32 MiB`.
  private static func sizeText(_ bytes: Double) -> String {
    bytes < 1_048_576 ? "\(Numeral.text(bytes / 1024)) KiB" : "\(Numeral.text(bytes / 1_048_576)) MiB"
  }
}
