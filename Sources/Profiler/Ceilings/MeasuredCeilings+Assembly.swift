import Foundation
import Hardware
import Quantities

extension MeasuredCeilings {
  /// Ceilings from the times of the items of a ``CeilingPlan``.
  ///
  /// Keys of anything else, and times that are not positive, are passed over.
  ///
  /// - Parameter summaries: By ``CeilingItem/key``, seconds of one run: the median and its 95 % interval.
  public init(summaries: [String: (median: Double, interval: ClosedRange<Double>)]) {
    let timings = summaries.compactMap { key, summary in
      CeilingItem(key: key).flatMap { ItemTiming($0, summary.median, summary.interval) }
    }
    self.init(
      peaks: Self.peaks(timings), bandwidths: Self.bandwidths(timings), intensities: Self.intensities(timings),
      dispatch: Self.dispatch(timings))
  }

  private static func peaks(_ timings: [ItemTiming]) -> [Peak] {
    timings.compactMap { timing -> Peak? in
      guard case .peak(let set, let format, let threads) = timing.item else { return nil }
      let work = PeakProbe.work(set, format, threads: threads).value
      return Peak(
        precision: format.rawValue, instructionSet: set.rawValue, threads: threads,
        throughput: Throughput(perSecond: FLOPCount(timing.rate(of: work))),
        interval: timing.rateInterval(of: work).map { Throughput(perSecond: FLOPCount($0)) })
    }.sorted { ($0.precision, $0.threads, $0.throughput) < ($1.precision, $1.threads, $1.throughput) }
  }

  private static func bandwidths(_ timings: [ItemTiming]) -> [BandwidthCurve] {
    var curves: [CurveName: [BandwidthCurve.Point]] = [:]
    for timing in timings {
      guard case .bandwidth(let access, let bytes, let threads) = timing.item else { continue }
      let work = BandwidthProbe.work(access, bytes, threads: threads).value
      let point = BandwidthCurve.Point(
        workingSet: bytes, bandwidth: Bandwidth(perSecond: ByteCount(timing.rate(of: work))),
        interval: timing.rateInterval(of: work).map { Bandwidth(perSecond: ByteCount($0)) })
      curves[CurveName(access.rawValue, threads), default: []].append(point)
    }
    return curves.sorted { $0.key < $1.key }.map { name, points in
      BandwidthCurve(
        access: name.name, threads: name.threads, points: points.sorted { $0.workingSet < $1.workingSet })
    }
  }

  private static func intensities(_ timings: [ItemTiming]) -> [IntensityCurve] {
    var curves: [CurveName: [IntensityCurve.Point]] = [:]
    for timing in timings {
      guard case .intensity(let level, let flops, let bytes, let threads) = timing.item else { continue }
      let work = IntensityProbe.work(flopsPerElement: flops, bytes, threads: threads).value
      let point = IntensityCurve.Point(
        intensity: Double(flops) / 4, throughput: Throughput(perSecond: FLOPCount(timing.rate(of: work))))
      curves[CurveName(level, threads), default: []].append(point)
    }
    return curves.sorted { $0.key < $1.key }.map { name, points in
      IntensityCurve(level: name.name, threads: name.threads, points: points.sorted { $0.intensity < $1.intensity })
    }
  }

  /// Both of our runtimes start kernels alike, so that each gets the same overheads. One thread shares nothing out.
  private static func dispatch(_ timings: [ItemTiming]) -> [Dispatch] {
    func starts(_ wanted: DispatchProbe.Start) -> [Int: Seconds] {
      let found = timings.compactMap { timing -> (Int, Seconds)? in
        guard case .dispatch(wanted, let threads) = timing.item else { return nil }
        return (threads, Seconds(timing.median))
      }
      return Dictionary(found) { first, _ in first }
    }
    var sharing = starts(.sharing)
    sharing[1] = .zero
    return starts(.kernel).sorted { $0.key < $1.key }.flatMap { threads, kernel in
      sharing[threads].map { sharing in
        [Runtime.eager, .fused].map { Dispatch(runtime: $0, threads: threads, kernel: kernel, sharing: sharing) }
      } ?? []
    }
  }
}

/// What distinguishes a curve from others of its kind.
private struct CurveName: Hashable, Comparable {
  let name: String
  let threads: Int

  init(_ name: String, _ threads: Int) {
    self.name = name
    self.threads = threads
  }

  static func < (left: Self, right: Self) -> Bool { (left.threads, left.name) < (right.threads, right.name) }
}

/// The seconds of one run of an item.
private struct ItemTiming {
  let item: CeilingItem
  let median: Double
  let interval: ClosedRange<Double>

  /// Nil if the times are none.
  init?(_ item: CeilingItem, _ median: Double, _ interval: ClosedRange<Double>) {
    guard median > 0, median.isFinite, interval.lowerBound > 0, interval.upperBound.isFinite else { return nil }
    self.item = item
    self.median = median
    self.interval = interval
  }

  func rate(of work: Double) -> Double { work / median }

  /// The shortest time is the highest rate.
  func rateInterval(of work: Double) -> [Double] { [work / interval.upperBound, work / interval.lowerBound] }
}
