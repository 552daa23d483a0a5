import Foundation
import Quantities

/// Finds where the elasticity of a latency changes quickest.
///
/// Elasticities are taken over half an octave, or to the next point where points lie farther apart, so that they do not depend
/// on how close points lie. A knee is the quickest change within half an octave on either side, and quicker than
/// ``HardwareSweep/kneeThreshold`` in an octave. Bends within half an octave of a jump are part of it.
struct ElasticityKnees {
  /// The knees, by rising factor.
  let knees: [HardwareSweep.Knee]

  /// Half an octave; a hair less, as the logarithms of factors are rounded.
  private static let window = 0.5 * log(2) * (1 - 1e-9)
  /// What must be gained at once for a jump.
  private static let leastJump = 0.02

  /// - Parameter jumps: Whether the latency may fall at once.
  init(_ points: [HardwareSweep.Point], jumps: Bool) {
    let curve = Curve(points)
    let jumps = jumps ? curve.jumps : []
    let changes = points.indices.map { curve.change(at: $0) }
    let bends = points.indices.filter { index in
      guard let own = changes[index].map(abs), own >= HardwareSweep.kneeThreshold else { return false }
      // Where the curve ends the change may still grow: that is no place to claim a knee.
      guard changes[index - 1] != nil, changes[index + 1] != nil else { return false }
      let near = points.indices.filter { curve.distance($0, index) <= Self.window }
      guard !jumps.contains(where: { curve.distance($0, index) <= 2 * Self.window }) else { return false }
      // Of equal ones the first counts; what rounding tells apart is equal.
      return near.allSatisfy { other in
        let change = changes[other].map(abs) ?? 0
        return other < index ? change < own - 1e-9 : change <= own + 1e-9
      }
    }
    knees = (bends.compactMap { curve.bend(at: $0) } + jumps.map { curve.jump(at: $0) }).sorted {
      $0.factor < $1.factor
    }
  }

  /// The points on logarithmic axes.
  private struct Curve {
    let points: [HardwareSweep.Point]
    private let x, y: [Double]

    init(_ points: [HardwareSweep.Point]) {
      self.points = points
      x = points.map { log($0.factor) }
      y = points.map { log($0.latency.value) }
    }

    func distance(_ first: Int, _ second: Int) -> Double { abs(x[first] - x[second]) }

    /// The points half an octave before and after; nil where the curve ends before.
    private func before(_ index: Int) -> Int? {
      x.indices[..<index].last { x[index] - x[$0] >= ElasticityKnees.window }
    }
    private func after(_ index: Int) -> Int? {
      x.indices[(index + 1)...].first { x[$0] - x[index] >= ElasticityKnees.window }
    }

    private func elasticity(_ from: Int, _ to: Int) -> Double { from == to ? 0 : (y[from] - y[to]) / (x[to] - x[from]) }

    /// The change of the elasticity in an octave.
    func change(at index: Int) -> Double? {
      guard let low = before(index), let high = after(index) else { return nil }
      return (elasticity(index, high) - elasticity(low, index)) / (0.5 * (x[high] - x[low]) / log(2))
    }

    func bend(at index: Int) -> HardwareSweep.Knee? {
      guard let low = before(index), let high = after(index) else { return nil }
      return knee(index, before: elasticity(low, index), after: elasticity(index, high), jump: 0)
    }

    /// The points just beyond falls that are steep beside those next to them.
    var jumps: [Int] {
      let falls = y.indices.dropFirst().map { 1 - exp(y[$0] - y[$0 - 1]) }
      return falls.indices.filter { index in
        let beside = max(index > 0 ? falls[index - 1] : 0, index + 1 < falls.count ? falls[index + 1] : 0)
        return falls[index] > max(ElasticityKnees.leastJump, 2 * beside)
      }.map { $0 + 1 }
    }

    func jump(at index: Int) -> HardwareSweep.Knee {
      let low = before(index - 1) ?? 0
      let high = after(index) ?? points.count - 1
      return knee(
        index, before: elasticity(low, index - 1), after: elasticity(index, high),
        jump: 1 - exp(y[index] - y[index - 1]))
    }

    private func knee(_ index: Int, before: Double, after: Double, jump: Double) -> HardwareSweep.Knee {
      HardwareSweep.Knee(
        factor: points[index].factor, value: points[index].value, latency: points[index].latency, before: before,
        after: after, jump: jump)
    }
  }
}
