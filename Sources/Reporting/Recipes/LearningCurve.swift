extension Chart {
  /// Error in percent against effort, both logarithmic: one line per estimator, lower and further left is better.
  ///
  /// - Parameters:
  ///   - series: One series per estimator; points with a `yInterval` get whiskers or, if the series asks, a band.
  ///   - effort: What is spent, such as "training rows".
  ///   - error: What is left, such as "MAPE".
  ///   - targets: Errors to reach, as horizontal lines.
  public static func learningCurve(
    _ series: [Series], title: String, caption: String = "", effort: String, error: String,
    targets: [(label: String, value: Double)] = []
  ) -> Chart {
    Chart(
      title: title, caption: caption, x: Axis(effort, scale: .logarithmic),
      y: Axis(error, unit: "%", scale: .logarithmic), series: series,
      rules: targets.map { Rule($0.label, .y, at: $0.value) })
  }
}
