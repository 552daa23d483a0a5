import Profiler
import Testing

@Suite struct ThreadPlacementTests {
  /// Two nodes of two cores of two threads: core k has processors k and k + 4.
  private let cores = (0..<4).map { Topology.Core(processors: [$0, $0 + 4], numaNode: $0 / 2) }

  private func placement(_ name: String) throws -> ThreadPlacement { try RecordedMachines.machine(name).placement }

  @Test func threadsTakeCoresOfOneNodeFirst() throws {
    let placement = try placement("xeon-two-sockets")
    #expect(placement.processors(for: 10) == Array(0..<10))
    #expect(placement.processors(for: 12) == Array(0..<12))
    #expect(placement.cores == 20)
  }

  @Test func secondHardwareThreadsComeLast() throws {
    let placement = try placement("xeon-two-sockets")
    #expect(placement.processors(for: 21).last == 20)
    #expect(Set(placement.processors(for: 40)) == Set(0..<40))
  }

  /// Performance cores have processors 0 to 7, two each; efficiency cores 8 to 15.
  @Test func fastCoresComeFirst() throws {
    let placement = try placement("hybrid-laptop")
    #expect(placement.processors(for: 12) == [0, 2, 4, 6] + Array(8..<16))
    #expect(placement.fastCores == 4 && placement.cores == 12)
  }

  @Test func moreThreadsThanProcessorsAreNotBound() throws {
    let placement = try placement("raspberry-pi-4")
    #expect(placement.processors(for: 4) == [0, 1, 2, 3])
    for threads in [-1, 0, 5] { #expect(placement.processors(for: threads).isEmpty) }
  }

  /// Only the second hardware thread of processor 5's core may be used, and node 1 has more cores to offer.
  @Test func onlyAllowedProcessorsAreUsed() throws {
    var topology = try RecordedMachines.machine("raspberry-pi-4").topology
    topology.cores = cores
    let placement = ThreadPlacement(topology: topology, allowed: [2, 3, 5, 7])
    #expect(placement.order == [2, 3, 5, 7])
    #expect(placement.cores == 3)
  }

  /// Every processor once, whatever is allowed.
  @Test(arguments: [[0], [4], [0, 4], [1, 2, 5], [0, 1, 2, 3, 4, 5, 6, 7], []])
  func everyAllowedProcessorIsUsedOnce(allowed: [Int]) throws {
    var topology = try RecordedMachines.machine("raspberry-pi-4").topology
    topology.cores = cores
    #expect(ThreadPlacement(topology: topology, allowed: allowed).order.sorted() == allowed)
  }
}
