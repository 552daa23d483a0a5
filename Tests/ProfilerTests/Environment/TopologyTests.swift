import Foundation
import Quantities
import Testing

@testable import Profiler

@Suite struct TopologyTests {
  /// The fixtures' `topology.xml` and `machine.json` say the same, each in its own words.
  @Test(arguments: RecordedMachines.names) func hwlocsTopologyIsTheRecordedOne(name: String) throws {
    let recorded = try RecordedMachines.machine(name).topology
    var read = try Topology(xml: recorded.xml)
    read.xml = recorded.xml
    #expect(read == recorded)
  }

  /// In a hybrid processor, a level's first cache speaks for all.
  @Test func cachesAreCountedWithTheirSharers() throws {
    let caches = try RecordedMachines.machine("hybrid-laptop").topology.caches
    #expect(caches.map(\.level) == ["l1d", "l2", "l3"] && caches.map(\.count) == [12, 6, 1])
    #expect(caches[2].size == ByteCount(12 << 20) && caches[2].sharedByCores == 12 && caches[2].ways == 12)
  }

  @Test func thisMachinesTopologySurvivesItsText() throws {
    let topology = try Topology.current()
    #expect(topology.isPlausible)
    #expect(try Topology(xml: topology.xml).cores == topology.cores)
  }

  @Test(arguments: ["", "<topology", "{}"]) func whatIsNoTopologyIsAnError(xml: String) {
    #expect(throws: MachineError.noTopology) { try Topology(xml: xml) }
  }
}
