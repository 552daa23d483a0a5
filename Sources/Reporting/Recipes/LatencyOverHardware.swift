extension Chart {
  /// Latency over a number of the hardware, both axes logarithmic: level where more of it buys nothing, falling where it pays.
  ///
  /// - Parameters:
  ///   - points: `x` is the hardware's number, `y` the latency in milliseconds, with its interval where it is known.
  ///   - hardware: The hardware's number, such as "dram bandwidth".
  ///   - unit: Its unit, such as "GB/s"; nil for counts and factors.
  ///   - knees: Places where more of it begins, or ceases, to pay, as vertical lines.
  ///   - current: The hardware as it is, as a vertical line; nil where it is not to be shown.
  public static func latencyOverHardware(
    _ points: [Point], hardware: String, unit: String?, knees: [(label: String, value: Double)],
    current: Double? = nil, title: String, caption: String = ""
  ) -> Chart {
    let asItIs = current.map { [Rule("as it is", .x, at: $0)] } ?? []
    return Chart(
      title: title, caption: caption, x: Axis(hardware, unit: unit, scale: .logarithmic),
      y: Axis("latency", unit: "ms", scale: .logarithmic),
      series: [Series("latency", .line, spread: .band, hue: .blue, points: points)],
      rules: (asItIs + knees.map { Rule($0.label, .x, at: $0.value) }).filter { $0.value > 0 && $0.value.isFinite })
  }
}
