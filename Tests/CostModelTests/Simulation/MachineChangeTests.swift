import Hardware
import Testing

@testable import CostModel

@Suite struct MachineChangeTests {
  private let profile: HardwareProfile

  init() throws { profile = try RandomDevice(seed: 4).device.profile }

  @Test func keysAreThoseOfTheProfile() throws {
    let levels = profile.ceilings.memory.map(\.level)
    let keys = MachineChange.quantities(of: profile).map(\.description)
    #expect(Array(keys.prefix(4)) == ["cores", "clock", "peak", "overhead"])
    #expect(keys.contains("dram_bandwidth") && !keys.contains("dram"))
    for level in levels.dropLast() { #expect(keys.contains(level)) }
    for key in keys {
      let change = try MachineChange(parsing: ["\(key)=1.5"], of: profile)
      #expect(change.description == "\(key)=1.5" && !change.isNone)
    }
    #expect(try MachineChange(parsing: [], of: profile) == .none)
  }

  @Test(arguments: ["l9=2", "cores", "cores=", "cores=0", "cores=-1", "cores=nan", "cores=inf", "cores=1=2", "=2", ""])
  func whatIsNoChangeIsRefused(text: String) {
    #expect {
      _ = try MachineChange(parsing: [text], of: profile)
    } throws: { error in
      "\(error)".contains("'\(text)'")
    }
  }

  @Test func nothingIsChangedTwice() {
    #expect(throws: CostModelError.self) { _ = try MachineChange(parsing: ["cores=2", "cores=3"], of: profile) }
  }

  @Test func changesMultiply() {
    let change = MachineChange(.cores, by: 2).adding(.cores, by: 3).adding(.peak, by: 0.5)
    #expect(change[.cores] == 6 && change[.peak] == 0.5 && change[.overhead] == 1)
    #expect(change.description == "cores=6 peak=0.5")
    #expect(MachineChange.none.description == "as profiled")
  }
}
