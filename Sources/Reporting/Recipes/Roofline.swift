extension Chart {
  /// A bound of a ``roofline(memory:peaks:sweeps:operators:title:caption:)``.
  public struct Ceiling: Hashable, Sendable {
    /// The level of memory, or the precision and instruction set.
    public var name: String
    /// Bytes or FLOPs a second.
    public var perSecond: Double

    /// Makes a bound.
    public init(_ name: String, perSecond: Double) {
      self.name = name
      self.perSecond = perSecond
    }
  }

  /// Something that was run, or whose speed is predicted, under a roofline.
  public struct RooflinePoint: Hashable, Sendable {
    /// What it is.
    public var name: String
    /// What it is one of, such as "linear" or "softmax"; each kind is a series.
    public var kind: String
    /// FLOPs for each byte moved.
    public var intensity: Double
    /// FLOPs a second.
    public var throughput: Double

    /// Makes a point.
    public init(_ name: String, kind: String, intensity: Double, throughput: Double) {
      self.name = name
      self.kind = kind
      self.intensity = intensity
      self.throughput = throughput
    }
  }

  /// What operators achieve against what memory and arithmetic allow, both axes logarithmic: under a slope memory is the
  /// limit, under a level the units are.
  ///
  /// Whatever is not positive has no place on the axes and is left out.
  ///
  /// - Parameters:
  ///   - memory: Bandwidths: each is a slope that ends in the highest peak.
  ///   - peaks: Arithmetic peaks, as horizontal lines.
  ///   - sweeps: Throughput measured over intensity, for each level of memory; in the colour of the slope of that name.
  ///   - operators: What was achieved.
  ///
  /// Source: Williams, Waterman, Patterson. "Roofline: An Insightful Visual Performance Model for Multicore
  /// Architectures." CACM 52(4), 2009. doi:10.1145/1498765.1498785
  public static func roofline(
    memory: [Ceiling], peaks: [Ceiling],
    sweeps: [(level: String, points: [(intensity: Double, throughput: Double)])] = [],
    operators: [RooflinePoint], title: String, caption: String = ""
  ) -> Chart {
    let (memory, peaks) = (memory.filter { isPositive($0.perSecond) }, peaks.filter { isPositive($0.perSecond) })
    let hues = Dictionary(zip(memory.map(\.name), Hue.allCases)) { first, _ in first }
    let measured = sweeps.map { level, points in
      let places = points.map { place($0.intensity, $0.throughput) }
      return Series("measured in \(level)", .points, hue: hues[level], points: places.compactMap { $0 })
    }
    let achieved = byKind(operators)
    let range = intensities(memory, peaks, (measured + achieved).flatMap(\.points))
    let series = (range.map { slopes(memory, peaks, $0, hues) } ?? []) + measured + achieved
    return Chart(
      title: title, caption: caption,
      x: Axis("arithmetic intensity", unit: "FLOP/byte", scale: .logarithmic, range: range),
      y: Axis("throughput", unit: "GFLOP/s", scale: .logarithmic, range: shown(series.flatMap(\.points).map(\.y))),
      series: series,
      rules: peaks.map {
        Rule("\($0.name), \(Numeral.text($0.perSecond / 1e9)) GFLOP/s", .y, at: $0.perSecond / 1e9)
      })
  }

  /// From well left of the first point or ridge to well right of the last; nil if there is none.
  private static func intensities(
    _ memory: [Ceiling], _ peaks: [Ceiling], _ points: [Point]
  ) -> ClosedRange<Double>? {
    let ridges = memory.flatMap { memory in peaks.map { $0.perSecond / memory.perSecond } }
    return shown(ridges + points.map(\.x))
  }

  /// All places and as much again on either side; nil if there are none.
  private static func shown(_ places: [Double]) -> ClosedRange<Double>? {
    guard let least = places.min(), let greatest = places.max() else { return nil }
    return least / 2...greatest * 2
  }

  /// Straight lines on logarithmic axes need only their ends: at the left, at the ridge and at the right.
  private static func slopes(
    _ memory: [Ceiling], _ peaks: [Ceiling], _ range: ClosedRange<Double>, _ hues: [String: Hue]
  ) -> [Series] {
    let highest = peaks.map(\.perSecond).max() ?? .infinity
    return memory.map { level in
      let ridge = highest / level.perSecond
      let places = [range.lowerBound] + (range.contains(ridge) ? [ridge] : []) + [range.upperBound]
      return Series(
        "\(level.name), \(Numeral.text(level.perSecond / 1e9)) GB/s", .line, hue: hues[level.name],
        points: places.map { Point(x: $0, y: min($0 * level.perSecond, highest) / 1e9) })
    }
  }

  private static func byKind(_ operators: [RooflinePoint]) -> [Series] {
    let kinds = operators.reduce(into: [String]()) { if !$0.contains($1.kind) { $0.append($1.kind) } }
    return kinds.map { kind in
      let places = operators.filter { $0.kind == kind }.map { place($0.intensity, $0.throughput, note: [$0.name]) }
      return Series(kind, .points, points: places.compactMap { $0 })
    }
  }

  /// Nil where the axes have no place for it.
  private static func place(_ intensity: Double, _ throughput: Double, note: [String] = []) -> Point? {
    guard isPositive(intensity), isPositive(throughput) else { return nil }
    return Point(x: intensity, y: throughput / 1e9, note: note)
  }
}

/// Whether a number has a place on a logarithmic axis.
private func isPositive(_ value: Double) -> Bool { value > 0 && value.isFinite }
