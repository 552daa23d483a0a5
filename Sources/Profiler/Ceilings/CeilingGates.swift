import Hardware
import Quantities

/// What ceilings must obey whatever the machine. What does not was not measured: the kernel did not run, or something else ran.
///
/// Each gate gives a sentence for each thing that is wrong.
public struct CeilingGates {
  private let ceilings: MeasuredCeilings
  private let environment: Environment
  private let noise: Double

  /// Prepares to check `ceilings`.
  ///
  /// - Parameter noise: The relative difference that two measurements of the same may have; 0.1 is 10 %.
  public init(_ ceilings: MeasuredCeilings, environment: Environment, noise: Double = 0.1) {
    self.ceilings = ceilings
    self.environment = environment
    self.noise = noise
  }

  /// All that is wrong; empty if nothing is.
  public var violations: [String] {
    narrowFasterThanWide + doubleFasterThanSingle + farFasterThanNear + sweepAboveItsBounds + peaksOutOfReach
      + moreThreadsSlower
  }

  /// Whether `left` is larger than `right` beyond noise.
  private func exceeds(_ left: Double, _ right: Double) -> Bool { left > right * (1 + noise) }

  /// Wider vectors do at least as much.
  private var narrowFasterThanWide: [String] {
    pairs(ceilings.peaks).compactMap { narrow, wide in
      guard narrow.precision == wide.precision, narrow.threads == wide.threads,
        let narrowSet = InstructionSet(rawValue: narrow.instructionSet),
        let wideSet = InstructionSet(rawValue: wide.instructionSet), narrowSet.width < wideSet.width,
        exceeds(narrow.rate, wide.rate)
      else { return nil }
      return "The \(wide.text) is \(wide.rateText), less than the \(rateText(narrow.rate)) of "
        + "\(narrow.instructionSet): wider vectors should not be slower."
    }
  }

  /// A vector holds half as many doubles.
  private var doubleFasterThanSingle: [String] {
    pairs(ceilings.peaks).compactMap { double, single in
      guard double.precision == FloatFormat.fp64.rawValue, single.precision == FloatFormat.fp32.rawValue,
        double.instructionSet == single.instructionSet, double.threads == single.threads,
        exceeds(double.rate, single.rate)
      else { return nil }
      return "The \(double.text) is \(double.rateText), more than the \(rateText(single.rate)) of fp32: a vector "
        + "holds half as many."
    }
  }

  /// A working set that is too large for a level is no faster than the level.
  private var farFasterThanNear: [String] {
    ceilings.bandwidths.flatMap { curve in
      let levels = CeilingLevel.levels(of: environment, threads: curve.threads)
      return zip(levels, levels.dropFirst()).compactMap { level, next -> String? in
        guard let near = curve.plateau(in: level)?.bandwidth.perSecond.value,
          let fastest = curve.points.filter({ $0.workingSet >= next.window.lowerBound }).max(by: {
            $0.bandwidth < $1.bandwidth
          }), exceeds(fastest.bandwidth.perSecond.value, near)
        else { return nil }
        return "\(curve.text) of \(sizeText(fastest.workingSet)) reaches "
          + "\(byteRateText(fastest.bandwidth.perSecond.value)), more than the \(byteRateText(near)) of \(level.name), "
          + "which it does not fit into."
      }
    }
  }

  /// Computing on memory is bounded by both, arithmetic and memory.
  private var sweepAboveItsBounds: [String] {
    ceilings.intensities.flatMap { curve -> [String] in
      let peak = peak(threads: curve.threads)
      let reading = ceilings.bandwidths.first { $0.access == MemoryAccess.read.rawValue && $0.threads == curve.threads }
      let level = CeilingLevel.levels(of: environment, threads: curve.threads).first { $0.name == curve.level }
      let bandwidth = level.flatMap { reading?.fastest(in: $0) }
      return curve.points.compactMap { point in
        let rate = point.throughput.perSecond.value
        let bounds = [
          peak.map { ($0, "the peak") },
          bandwidth.map { ($0 * point.intensity, "what \(byteRateText($0)) allow at \(point.intensity) FLOP/byte") },
        ]
        guard let (bound, name) = bounds.compactMap({ $0 }).min(by: { $0.0 < $1.0 }), exceeds(rate, bound) else {
          return nil
        }
        return "Computing from \(curve.level) with \(threadsText(curve.threads)) reaches \(rateText(rate)) at "
          + "\(point.intensity) FLOP/byte, more than \(name), \(rateText(bound))."
      }
    }
  }

  /// With hundreds of FLOPs for each element, memory is no limit: then computing nearly reaches the peak.
  private var peaksOutOfReach: [String] {
    Set(ceilings.intensities.map(\.threads)).sorted().compactMap { threads in
      let sweep = ceilings.intensities.filter { $0.threads == threads }.flatMap(\.points)
        .filter { $0.intensity >= intensityWithoutMemory }.map(\.throughput.perSecond.value).max()
      guard let peak = peak(threads: threads), let sweep, exceeds(peak * reachablePart, sweep) else { return nil }
      return "The highest fp32 peak with \(threadsText(threads)) is \(rateText(peak)), but computing on memory "
        + "reaches no more than \(rateText(sweep)) at any intensity."
    }
  }

  /// More threads do at least as much as the next fewer.
  private var moreThreadsSlower: [String] {
    let peaks = ceilings.peaks.compactMap { more -> String? in
      let alike = ceilings.peaks.filter {
        $0.precision == more.precision && $0.instructionSet == more.instructionSet && $0.threads < more.threads
      }
      guard let fewer = alike.max(by: { $0.threads < $1.threads }), exceeds(fewer.rate, more.rate) else { return nil }
      return "The \(more.text) is \(more.rateText), less than the \(rateText(fewer.rate)) with "
        + "\(threadsText(fewer.threads))."
    }
    let bandwidths = ceilings.bandwidths.flatMap { more -> [String] in
      let alike = ceilings.bandwidths.filter { $0.access == more.access && $0.threads < more.threads }
      guard let fewer = alike.max(by: { $0.threads < $1.threads }) else { return [] }
      let levels = CeilingLevel.levels(of: environment, threads: fewer.threads)
      return CeilingLevel.levels(of: environment, threads: more.threads).compactMap { level in
        guard let few = levels.first(where: { $0.name == level.name }).flatMap({ fewer.plateau(in: $0) }),
          let many = more.plateau(in: level),
          exceeds(few.bandwidth.perSecond.value, many.bandwidth.perSecond.value)
        else { return nil }
        return "\(more.text) reaches \(byteRateText(many.bandwidth.perSecond.value)) in \(level.name), less than the "
          + "\(byteRateText(few.bandwidth.perSecond.value)) with \(threadsText(fewer.threads))."
      }
    }
    return peaks + bandwidths
  }

  /// The highest fp32 peak.
  private func peak(threads: Int) -> Double? {
    ceilings.peaks.filter { $0.precision == FloatFormat.fp32.rawValue && $0.threads == threads }.map(\.rate).max()
  }
}

/// Every two of them, either way round.
private func pairs<Element>(_ elements: [Element]) -> [(Element, Element)] {
  elements.flatMap { left in elements.map { (left, $0) } }
}

/// FLOPs for each byte at which no memory is a limit.
private let intensityWithoutMemory = 32.0

/// Computing on memory reaches at least this part of the peak: it also loads, and has fewer chains.
private let reachablePart = 0.7
