import Foundation
import Hardware
import Quantities
import TransformerIR

/// The latency of a design over one number of the hardware: what more of it would buy.
public struct HardwareSweep: Sendable {
  /// What is swept.
  public let quantity: MachineChange.Quantity
  /// How the machine differs from the profiled one before anything is swept.
  public let change: MachineChange
  /// By rising factor; at least one.
  public let points: [Point]
  /// Where more of it begins, or ceases, to pay; by rising factor.
  public let knees: [Knee]
  /// The factor from which on doubling it again (of ``MachineChange/Quantity/overhead``: halving it) gains less than
  /// ``worthwhileGain``; nil if it still gains that much at the end of the range.
  public let worthwhile: Double?

  /// One machine.
  public struct Point: Hashable, Sendable {
    /// How much of the quantity it has, as a factor of what ``HardwareSweep/change`` leaves.
    public var factor: Double
    /// The quantity itself: cores, byte, byte a second or FLOP a second; nil where the profile does not know it.
    public var value: Double?
    /// How long one translation takes.
    public var latency: Seconds
    /// What most of that is spent on.
    public var bound: LatencyEstimate.Bound
  }

  /// A place where the elasticity changes quickly. The elasticity is the gain in per cent for one per cent more of the
  /// quantity: −∂ln latency/∂ln factor.
  public struct Knee: Hashable, Sendable {
    /// Where it is; of a jump the first factor beyond it.
    public var factor: Double
    /// The quantity there; nil where the profile does not know it.
    public var value: Double?
    /// The latency there.
    public var latency: Seconds
    /// The elasticity in the half octave before and in the half octave after.
    public var before, after: Double
    /// The share of the latency that is gained at once, as when a working set begins to fit into a cache; 0 for a bend.
    public var jump: Double
  }

  /// A gain by doubling that is not worth having.
  public static let worthwhileGain = 0.02
  /// The least change of the elasticity in an octave that makes a knee. Where a part that falls with the factor meets one that
  /// stays, and both are equal, it is 0.17.
  public static let kneeThreshold = 0.1

  /// Sweeps `quantity` of the machine of `device`.
  ///
  /// - Parameters:
  ///   - workload: What runs on it.
  ///   - factors: Some 65 evenly in logarithms, 1 among them where it lies within; of cores every whole number of them, or 65.
  ///   - change: What is different besides; factors multiply.
  /// - Throws: ``CostModelError/unusableChange(text:reason:)`` if the range is empty or beyond 10⁻⁶ to 10⁶, or the profile
  ///   does not have the quantity.
  public init(
    device: DeviceLatency, workload: Workload, quantity: MachineChange.Quantity, factors: ClosedRange<Double>,
    onTopOf change: MachineChange = .none
  ) throws(CostModelError) {
    let text = "\(quantity)=\(factors.lowerBound)..\(factors.upperBound)"
    _ = try MachineChange.quantity(quantity.description, of: device.profile, in: text)
    try Self.check(factors, under: change[quantity], in: text)
    let base = device.changed(by: change)
    let profiled = device.changed(by: .none).machine.cores
    let cores = quantity == .cores ? Double(profiled) * change[.cores] : nil
    let range = cores.map { SweptFactors.cores(factors, of: $0) } ?? SweptFactors.even(factors)
    points = range.map { factor in
      let estimate = device.changed(by: change.adding(quantity, by: factor)).estimate(workload)
      return Point(
        factor: factor, value: Self.value(quantity, of: base.machine, times: factor, cores: cores),
        latency: estimate.prediction.latency, bound: estimate.bound)
    }
    knees = ElasticityKnees(points, jumps: quantity.isCapacity).knees
    let averaged = AveragedWorkload(of: workload)
    func gain(_ point: Point) -> Double {
      let more = change.adding(quantity, by: point.factor * (quantity == .overhead ? 0.5 : 2))
      return 1 - device.changed(by: more).predict(averaged).latency / point.latency
    }
    // From the end with the most of it, for as long as more does not pay.
    let best = quantity == .overhead ? points : points.reversed()
    worthwhile = best.prefix { gain($0) < Self.worthwhileGain }.last?.factor
    self.quantity = quantity
    self.change = change
  }

  /// Sweeps what `text` says: `KEY=a..b`, such as `dram_bandwidth=0.5..4`.
  ///
  /// - Throws: ``CostModelError/unusableChange(text:reason:)`` if it is not of that form, the key is not one of the profile,
  ///   or the range is empty or beyond 10⁻⁶ to 10⁶.
  public init(
    parsing text: String, of device: DeviceLatency, workload: Workload, onTopOf change: MachineChange = .none
  ) throws(CostModelError) {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let dots = parts[1].range(of: ".."),
      let low = Double(parts[1][..<dots.lowerBound]), let high = Double(parts[1][dots.upperBound...])
    else {
      throw .unusableChange(
        text: text, reason: "it is not KEY=a..b with two positive factors, such as dram_bandwidth=0.5..4")
    }
    let quantity = try MachineChange.quantity(parts[0], of: device.profile, in: text)
    // A range cannot be made of factors that are in the wrong order, or no numbers.
    guard low < high else { throw .unusableChange(text: text, reason: "the range does not rise: give a..b with a < b") }
    try Self.check(low...high, under: change[quantity], in: text)
    try self.init(device: device, workload: workload, quantity: quantity, factors: low...high, onTopOf: change)
  }

  private static func check(
    _ factors: ClosedRange<Double>, under base: Double, in text: String
  ) throws(CostModelError) {
    guard factors.lowerBound < factors.upperBound else {
      throw .unusableChange(text: text, reason: "the range has one factor only: give a..b with a < b")
    }
    let whole = factors.lowerBound * base...factors.upperBound * base
    guard MachineChange.range.contains(factors.lowerBound), MachineChange.range.contains(factors.upperBound),
      MachineChange.range.contains(whole.lowerBound), MachineChange.range.contains(whole.upperBound)
    else {
      throw .unusableChange(
        text: text, reason: "factors must be from 1e-6 to 1e6, also together with what else is changed")
    }
  }

  /// The quantity itself on `machine` with `factor` of it.
  private static func value(
    _ quantity: MachineChange.Quantity, of machine: ModelledMachine, times factor: Double, cores: Double?
  ) -> Double? {
    func level(_ name: String) -> ModelledMachine.Level? { machine.levels.first { $0.name == name } }
    switch quantity {
    case .cores: return cores.map { max(1, ($0 * factor).rounded()) }
    case .peak: return machine.peak.map { $0 * factor }
    case .capacity(let name): return level(name).map { $0.capacity * factor }
    case .bandwidth(let name): return level(name)?.secondPerByte.map { factor / $0 }
    case .overhead, .clock: return nil
    }
  }
}

extension MachineChange.Quantity {
  fileprivate var isCapacity: Bool { if case .capacity = self { true } else { false } }
}
