import CKernels
import Foundation
import Testing

/// What the kernels for ceilings leave behind tells how much they did. (The profiler's tests run them on several threads.)
@Suite struct CeilingKernelTests {
  private static let sets = [CK_BASELINE, CK_AVX2, CK_AVX512].filter { ck_has_instruction_set($0) }

  /// Multiples of 1/16 from -1 to 1: sums of a few thousand are exact.
  private func numbers(_ count: Int) -> [Float] { (0..<count).map { Float(($0 * 7919) % 33 - 16) / 16 } }

  @Test func everyProcessorHasTheBaseline() { #expect(ck_has_instruction_set(CK_BASELINE)) }

  /// x·((1 + 2⁻¹⁰)(1 − 2⁻¹²))^1000 = 2.08·x; a thousand rounds of two roundings stay within 1e-5.
  @Test(arguments: sets) func peaksOfSinglePrecisionMultiplyByTheClosedForm(set: ck_instruction_set) {
    let start = (0..<ck_peak_floats(set)).map { 1 + Float($0) / 1024 }
    var x = start
    ck_peak_fp32(set, 1000, 1.0 / 1024, -1.0 / 4096, &x)
    let growth = pow((1 + 1.0 / 1024) * (1 - 1.0 / 4096), 1000)
    #expect(growth > 2)
    #expect(zip(start, x).allSatisfy { abs(Double($1) / (Double($0) * growth) - 1) < 1e-5 })
  }

  @Test(arguments: sets) func peaksOfDoublePrecisionMultiplyByTheClosedForm(set: ck_instruction_set) {
    let start = (0..<ck_peak_doubles(set)).map { 1 + Double($0) / 1024 }
    var x = start
    ck_peak_fp64(set, 1000, 1.0 / 1024, -1.0 / 4096, &x)
    let growth = pow((1 + 1.0 / 1024) * (1 - 1.0 / 4096), 1000)
    #expect(zip(start, x).allSatisfy { abs($1 / ($0 * growth) - 1) < 1e-13 })
  }

  @Test(arguments: sets) func readingReturnsTheSumOfEveryPass(set: ck_instruction_set) {
    let x = numbers(5 * CK_CEILING_BLOCK)
    #expect(ck_read(set, 3, 0, 0, x.count, x) == 3 * x.reduce(0, +))
    #expect(ck_read(set, 0, 0, 0, x.count, x) == 0)
  }

  /// Σ factor·(1 + factor)^(k - 1)·x, for every k with code of its own and some without.
  @Test(arguments: sets, [1, 2, 3, 4, 5, 32, 256])
  func computingOnMemoryReturnsTheClosedForm(set: ck_instruction_set, multiplyAdds: Int) {
    let x = (0..<2 * CK_CEILING_BLOCK).map { Float($0 % 16 + 1) / 16 }
    let factor = 1.0 / 64
    let expected = 2 * factor * pow(1 + factor, Double(multiplyAdds - 1)) * x.reduce(0) { $0 + Double($1) }
    let sum = Double(ck_read(set, 2, multiplyAdds, Float(factor), x.count, x))
    // At most 256 roundings of half a unit of 2⁻²³ each, and those of the sum.
    #expect(abs(sum / expected - 1) < 2e-5)
  }

  @Test(arguments: sets) func aTriadEndsWithItsLastFactor(set: ck_instruction_set) {
    let (a, b) = (numbers(3 * CK_CEILING_BLOCK), numbers(3 * CK_CEILING_BLOCK).reversed() as [Float])
    var y = a
    ck_triad(set, 5, a.count, a, b, &y)
    #expect(y == zip(a, b).map { $0 + 5 * $1 })
  }
}
