import CKernels
import Testing

@testable import TensorEngine

@Suite struct DropoutTests {
  /// Random123's known answer for a counter and a key of zeros; elsewhere the kernel agrees with the definition.
  @Test func wordsArePhiloxs() {
    let zeros = Philox.words(key: 0, counter: 0)
    #expect(zeros == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
    let places: [(UInt64, UInt64)] = [(0, 0), (1, 2), (.max, 77), (0xA409_3822_299F_31D0, 0x243F_6A88_85A3_08D3)]
    for (key, counter) in places {
      var words: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
      withUnsafeMutablePointer(to: &words) { pointer in
        pointer.withMemoryRebound(to: UInt32.self, capacity: 4) { ck_philox(key, counter, $0) }
      }
      #expect(Philox.words(key: key, counter: counter) == SIMD4(words.0, words.1, words.2, words.3))
    }
  }

  /// Of 100,000 elements the share kept lies within five standard deviations, 0.7 %, of 1 - rate; kept ones are scaled.
  @Test(arguments: [Float(0.1), 0.5, 0.9]) func theRateIsTheShareDropped(rate: Float) {
    let x = [Float](repeating: 2, count: 100_000)
    var y = x
    let dropout = Dropout(rate: rate, key: 42)
    x.withUnsafeBufferPointer { x in
      y.withUnsafeMutableBufferPointer { y in
        CPUBackend().dropout(dropout, x, residual: nil, into: y, adding: false)
      }
    }
    let kept = y.filter { $0 != 0 }
    #expect(abs(Float(kept.count) / 100_000 - (1 - rate)) < 0.008)
    #expect(kept.allSatisfy { abs($0 - 2 / (1 - rate)) < 1e-5 })
  }

  @Test func keysChooseDifferentElements() {
    let choices = (0..<4).map { key in (0..<64).map { Dropout(rate: 0.5, key: UInt64(key)).keeps($0) } }
    #expect(Set(choices).count == 4)
  }
}
