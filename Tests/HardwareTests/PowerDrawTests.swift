import Foundation
import Quantities
import Testing

@testable import Hardware

@Suite struct PowerDrawTests {
  private let source = Provenance(.datasheet, source: "a test")

  @Test func energyIsWhatIsKnownOfIt() throws {
    let time = Seconds(2)
    let traffic = ["dram": ByteCount(3e9), "l2": ByteCount(9e9)]
    #expect(PowerDraw().energy(of: time, flops: FLOPCount(1e12), bytes: traffic) == nil)
    let whole = PowerDraw(whole: Sourced(Power(perSecond: Joules(10)), source))
    #expect(whole.energy(of: time, flops: FLOPCount(1e12), bytes: traffic) == Joules(20))
    let parts = PowerDraw(
      whole: whole.whole, flop: Sourced(Joules(1e-12), source), bytes: ["dram": Sourced(Joules(1e-9), source)])
    #expect(try #require(parts.energy(of: time, flops: FLOPCount(1e12), bytes: traffic)) == Joules(24))
  }

  @Test func powerIsKeptInProfilesAndChecked() throws {
    var profile = HardwareProfile(
      name: "p", device: .init(kind: .cpu, model: "m", processor: "p"), ceilings: .init(), latencyModels: [],
      power: PowerDraw(whole: Sourced(Power(perSecond: Joules(6.5)), source)))
    let data = try profile.json()
    #expect(String(decoding: data, as: UTF8.self).contains("\"watt\""))
    #expect(try HardwareProfile.parse(data, name: "p") == profile)
    profile.power?.flop = Sourced(Joules(-1), source)
    #expect(throws: HardwareError.self) { _ = try HardwareProfile.parse(profile.json(), name: "p") }
  }
}
