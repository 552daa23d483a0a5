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

  @Test(arguments: 1...4, [0, 1, 7, 1000]) func everyIndexIsDoneOnce(workers: Int, count: Int) {
    let pool = WorkerPool(workers: workers)
    var times = Array(repeating: 0, count: count)
    times.withUnsafeMutableBufferPointer { times in
      for _ in 0..<20 { pool.forEach(count) { times[$0] += 1 } }
    }
    #expect(times == Array(repeating: 20, count: count))
  }

  /// Four threads share one pool, as engines made from one PackedWeightCache do.
  @Test func threadsMayShareAPool() {
    let pool = WorkerPool(workers: 3)
    var times = Array(repeating: 0, count: 4 * 100)
    times.withUnsafeMutableBufferPointer { times in
      WorkerPool(workers: 4).run { thread in
        for _ in 0..<200 { pool.forEach(100) { times[100 * thread + $0] += 1 } }
      }
    }
    #expect(times == Array(repeating: 200, count: 4 * 100))
  }

  @Test func aTaskMayUseItsOwnPool() {
    let pool = WorkerPool(workers: 2)
    var times = Array(repeating: 0, count: 10 * 10)
    times.withUnsafeMutableBufferPointer { times in
      pool.forEach(10) { outer in pool.forEach(10) { times[10 * outer + $0] += 1 } }
    }
    #expect(times == Array(repeating: 1, count: 10 * 10))
  }

  @Test func threadsStayOnCoresOfTheirOwn() {
    let allowed = ProcessorCores.allowed
    #expect(!allowed.isEmpty)
    let pool = WorkerPool(workers: min(allowed.count, 4))
    var cores = Array(repeating: [Int](), count: pool.workers)
    cores.withUnsafeMutableBufferPointer { cores in pool.run { cores[$0] = ProcessorCores.allowed } }
    let bound = cores.dropFirst().flatMap { $0 }
    #expect(bound.count == pool.workers - 1)
    #expect(Set(bound).count == bound.count && Set(bound).isSubset(of: allowed))
    #expect(cores[0] == allowed)
  }

  /// Whatever other pools have, two that are made in turn get cores that as few have.
  @Test func coresAreTakenInTurn() {
    let allowed = ProcessorCores.allowed
    let (first, second) = (ProcessorCores.take(1), ProcessorCores.take(1))
    #expect(Set(first + second).isSubset(of: allowed))
    #expect(first.count == 1 && second.count == 1)
    #expect(ProcessorCores.take(allowed.count + 1).isEmpty)
    for cores in [first, second] { ProcessorCores.giveBack(cores) }
  }
}
