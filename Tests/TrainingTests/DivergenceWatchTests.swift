import TestSupport
import Testing

@testable import Training

@Suite struct DivergenceWatchTests {
  private func message(after losses: [Double], norm: Double = 1) -> String {
    TestSupport.message {
      var watch = DivergenceWatch()
      for (update, loss) in losses.enumerated() { try watch.see(loss, gradientNorm: norm, update: update) }
    }
  }

  @Test func aLossThatIsNoNumberEndsTheRun() {
    #expect(message(after: [8, 7, .nan]).contains("loss of update 3 is not a number"))
    #expect(message(after: [8], norm: .infinity).contains("gradient of update 1"))
  }

  /// From 8 down to 3 and back to 7: four fifths of the gain are lost.
  @Test func aLossThatClimbsBackEndsTheRun() {
    let fall = (0..<600).map { 8 - 5 * Double($0) / 600 }
    let text = message(after: fall + Array(repeating: 7, count: 600))
    #expect(text.contains("lower the learning rate") && text.contains("had come down from 7."), "\(text)")
  }

  @Test func aNoisyLossThatComesDownGoesOn() {
    let losses = (0..<3000).map { 8 - 4 * min(1, Double($0) / 1500) + ($0.isMultiple(of: 2) ? 1.5 : -1.5) }
    #expect(message(after: losses) == "no error")
  }
}
