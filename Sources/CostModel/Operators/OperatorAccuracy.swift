import Foundation
import Hardware
import Quantities
import Statistics
import TransformerIR

/// Predicted times of operators beside those measured in whole designs: does a small total error hide large opposite ones?
public struct OperatorAccuracy: Sendable {
  /// One group of operators over all designs.
  public struct Entry: Sendable {
    /// Which operators.
    public var group: OperatorTotals.Group
    /// Designs that have it.
    public var designs: Int
    /// Mean seconds in a translation.
    public var measured, predicted: Seconds
    /// What the prediction consists of: starting operators, streaming what they stream, and all else.
    public var overhead, streaming, other: Seconds
    /// Mean absolute error, and mean error, over designs.
    public var mapePercent, biasPercent: Double
    /// The share of all measured time.
    public var sharePercent: Double
  }

  /// By group, in table order.
  public let entries: [Entry]
  /// Designs that were compared.
  public let designs: Int

  /// Groups with less than this share of the time are too short to be timed well between two readings of the clock.
  private static let smallestShare = 1.0

  /// Compares `model` with `nodes`.
  public init(_ model: OperatorModel, _ nodes: [DeviceFit.NodeTimes]) {
    designs = nodes.count
    var pairs: [OperatorTotals.Group: [(measured: Double, predicted: Double)]] = [:]
    var splits: [OperatorTotals.Group: [GroupTime]] = [:]
    for item in nodes {
      for predicted in model.times(item.workload) {
        guard let measured = item.times[predicted.group], measured.value > 0 else { continue }
        pairs[predicted.group, default: []].append((measured.value, predicted.time.value))
        splits[predicted.group, default: []].append(predicted)
      }
    }
    let all = pairs.values.joined().reduce(0) { $0 + $1.measured }
    entries = OperatorTotals.allGroups.compactMap { group in
      guard let own = pairs[group] else { return nil }
      let errors = own.map { $0.predicted / $0.measured - 1 }
      let split = splits[group] ?? []
      return Entry(
        group: group, designs: own.count, measured: Seconds(own.map(\.measured).mean),
        predicted: Seconds(own.map(\.predicted).mean), overhead: Seconds(split.map(\.overhead.value).mean),
        streaming: Seconds(split.map(\.streaming.value).mean), other: Seconds(split.map(\.other.value).mean),
        mapePercent: 100 * errors.map(abs).mean,
        biasPercent: 100 * errors.mean, sharePercent: 100 * own.reduce(0) { $0 + $1.measured } / all)
    }
  }

  /// The groups that take at least a hundredth of the time.
  public var visible: [Entry] { entries.filter { $0.sharePercent >= Self.smallestShare } }

  /// The mean over groups that take at least a hundredth of the time; nil if nothing was compared.
  public var mapePercent: Double? { visible.isEmpty ? nil : visible.map(\.mapePercent).mean }

  /// The mean over all groups, each counted by its share of the time; nil if nothing was compared.
  public var weightedErrorPercent: Double? {
    entries.isEmpty ? nil : entries.reduce(0) { $0 + $1.mapePercent * $1.sharePercent / 100 }
  }
}
