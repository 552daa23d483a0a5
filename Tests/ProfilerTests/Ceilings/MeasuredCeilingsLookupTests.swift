import Hardware
import Quantities
import Randomness
import Testing

@Suite struct MeasuredCeilingsLookupTests {
  private func curve(
    _ access: String = "read", threads: Int, _ points: [(Double, Double)]
  ) -> MeasuredCeilings.BandwidthCurve {
    MeasuredCeilings.BandwidthCurve(
      access: access, threads: threads,
      points: points.map {
        .init(workingSet: ByteCount($0.0), bandwidth: Bandwidth(perSecond: ByteCount($0.1)), interval: [])
      })
  }

  private func rate(_ ceilings: MeasuredCeilings, _ bytes: Double, threads: Int, access: String = "read") -> Double? {
    ceilings.bandwidth(workingSet: ByteCount(bytes), threads: threads, access: access)?.perSecond.value
  }

  /// Halfway between 1 and 100 kB on a logarithmic axis are 10 kB, and between 400 and 100 GB/s are 200.
  @Test func sizesBetweenMeasuredOnesAreInterpolatedOnLogarithmicAxes() throws {
    let ceilings = MeasuredCeilings(bandwidths: [curve(threads: 1, [(1e3, 400e9), (1e5, 100e9)])])
    #expect(abs(try #require(rate(ceilings, 1e4, threads: 1)) - 200e9) < 1)
    #expect(rate(ceilings, 1e3, threads: 1) == 400e9 && rate(ceilings, 1e5, threads: 1) == 100e9)
  }

  @Test func beyondTheEndsTheNearestHolds() {
    let ceilings = MeasuredCeilings(bandwidths: [curve(threads: 2, [(1e3, 400e9), (1e5, 100e9)])])
    #expect(rate(ceilings, 1, threads: 1) == 400e9 && rate(ceilings, 1e12, threads: 64) == 100e9)
  }

  @Test func threadsBetweenMeasuredOnesAreInterpolatedToo() throws {
    let ceilings = MeasuredCeilings(bandwidths: [
      curve(threads: 4, [(1e3, 400e9)]), curve(threads: 1, [(1e3, 100e9)]), curve("triad", threads: 1, [(1e3, 7)]),
    ])
    #expect(abs(try #require(rate(ceilings, 1e3, threads: 2)) - 200e9) < 1)
    #expect(rate(ceilings, 1e3, threads: 8) == 400e9 && rate(ceilings, 1e3, threads: 2, access: "triad") == 7)
  }

  @Test func whatWasNotMeasuredIsNil() {
    let ceilings = MeasuredCeilings(bandwidths: [
      curve(threads: 1, []), curve("triad", threads: 1, [(1, .nan), (2, 0)]),
    ])
    #expect(rate(ceilings, 1e3, threads: 1) == nil && rate(ceilings, 1e3, threads: 1, access: "triad") == nil)
    #expect(rate(ceilings, 1e3, threads: 1, access: "write") == nil)
  }

  /// Of a curve that falls, no larger working set is faster, and all lie within its ends.
  @Test(arguments: UInt64(0)..<20) func interpolationOfAFallingCurveFalls(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var points: [(Double, Double)] = [(4096, 500e9)]
    for _ in 0..<10 {
      let (size, rate) = points[points.count - 1]
      points.append((size * .random(in: 1.1...3, using: &generator), rate * .random(in: 0.5...1, using: &generator)))
    }
    let ceilings = MeasuredCeilings(bandwidths: [curve(threads: 1, points)])
    let rates = (0..<200).compactMap { rate(ceilings, 2048 * 1.1.power($0), threads: 1) }
    #expect(rates.count == 200)
    #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 * (1 + 1e-12) >= $1 })
    #expect(rates[0] == 500e9 && rates[199] >= points[10].1 * (1 - 1e-12))
  }
}

extension Double {
  fileprivate func power(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { product, _ in product * self } }
}
