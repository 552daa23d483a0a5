import Foundation
import Randomness
import TestSupport

/// Log residuals of a device that is steady but for planted blocks.
struct PlantedSeries {
  var values: [Double]
  /// A planted stretch of rows, and what the logarithm of their latency is raised by.
  var block: Range<Int>
  var level: Double

  /// `count` rows of normal noise with one block of 30 to 400 rows, 10 to 50 % slow, anywhere.
  init(seed: UInt64, count: Int = 1000, noise: Double) {
    var generator = SeededGenerator(seed: seed)
    // Even in the logarithm, so that short blocks are as many as long ones.
    let length = Int(exp(Double.random(in: log(30)...log(400), using: &generator)))
    let start = Int.random(in: 0...count - length, using: &generator)
    block = start..<start + length
    level = log(Double.random(in: 1.1...1.5, using: &generator))
    values = (0..<count).map { _ in noise * generator.normal() }
    for row in block { values[row] += level }
  }

  /// What the likelihood gains, in nats, if the block is taken for one: rows · (level/noise)²/2, each row's part capped at the
  /// detector's 4.5. Two changes cost 2 · 3 ln n: 41 nats of 1,000 rows.
  func evidence(noise: Double) -> Double { Double(block.count) * min(pow(level / noise, 2) / 2, 4.5) }
}
