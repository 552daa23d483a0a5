import Testing

@testable import TensorEngine

@Suite struct WorkerPoolTests {
  @Test(arguments: 1...5) func everyElementIsInExactlyOneShare(workers: Int) {
    let pool = WorkerPool(workers: workers)
    for count in 0..<20 {
      #expect((0..<workers).flatMap { pool.share(of: count, for: $0) } == Array(0..<count))
    }
  }

  @Test(arguments: 1...4) func everyWorkerDoesItsPartInEveryRound(workers: Int) {
    let pool = WorkerPool(workers: workers)
    var rounds = Array(repeating: 0, count: workers)
    rounds.withUnsafeMutableBufferPointer { rounds in
      for _ in 0..<500 { pool.run { rounds[$0] += 1 } }
    }
    #expect(rounds == Array(repeating: 500, count: workers))
  }
}
