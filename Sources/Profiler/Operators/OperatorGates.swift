import Hardware
import Quantities

/// What no operator can do (rule 13 of the measuring protocol): run faster than the device's ceilings allow. A time below
/// them means that the kernel did not run, or not on what it was meant to.
public struct OperatorGates {
  /// Broken laws, in words.
  public let violations: [String]

  /// Ceilings and operators were measured at different moments, and each may be this far off.
  private static let tolerance = 0.8
  /// Memory is only certain for what is this many times larger than the last cache.
  private static let farBeyondCaches = 3.0

  /// Holds `operators` against `ceilings`.
  public init(_ ceilings: MeasuredCeilings, _ operators: [OperatorSample], environment: Environment) {
    let peak = ceilings.peaks.filter { $0.precision == "fp32" }.map(\.throughput.perSecond.value).max()
    let last = environment.caches.last?.size
    let memory = last.flatMap {
      ceilings.bandwidth(workingSet: Self.farBeyondCaches * $0, threads: environment.threads)
    }
    violations = operators.compactMap { sample in
      var least = peak.map { sample.flops.value / $0 } ?? 0
      if let last, let memory, sample.workingSet > Self.farBeyondCaches * last {
        least = max(least, sample.streamed / memory / Seconds(1))
      }
      guard sample.time.value < Self.tolerance * least else { return nil }
      return "\(sample.name) took \(sample.time), but the ceilings allow no less than \(Seconds(least))."
    }
  }
}
