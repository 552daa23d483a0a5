import Foundation
import Hardware
import Quantities
import TestSupport
import Testing
import TransformerIR

@testable import CostModel

@Suite struct HardwareSweepTests {
  private let space = SearchSpace.wmt

  private var workload: Workload {
    get throws { try Workload(design: space.largest, architecture: space.architecture, setting: space.setting) }
  }

  private func device(_ name: String = "raspberry-pi-4") throws -> DeviceLatency {
    let file = SharedFiles.repository.appendingPathComponent("hardware-profiles/\(name).json")
    return try DeviceLatency(.load(file: file.path), space: space)
  }

  private func sweep(
    _ quantity: MachineChange.Quantity, _ factors: ClosedRange<Double>, on name: String = "raspberry-pi-4",
    onTopOf change: MachineChange = .none
  ) throws -> HardwareSweep {
    try HardwareSweep(
      device: device(name), workload: workload, quantity: quantity, factors: factors, onTopOf: change)
  }

  @Test func factorsGoEvenlyFromEndToEndThroughOne() throws {
    let points = try sweep(.bandwidth("dram"), 0.5...16).points
    #expect(points.count == 65 && points[0].factor == 0.5 && points[64].factor == 16)
    #expect(points.contains { $0.factor == 1 && abs(($0.value ?? 0) / 5.5e9 - 1) < 1e-12 })
    let step = log(32.0) / 64
    #expect(zip(points, points.dropFirst()).allSatisfy { abs(log($1.factor / $0.factor) - step) <= step / 2 + 1e-9 })
  }

  @Test func coresAreWholeNumbersOfThem() throws {
    #expect(try sweep(.cores, 1...8).points.map(\.value) == (1...8).map(Double.init))
    #expect(try sweep(.cores, 0.5...2, onTopOf: .init(.cores, by: 4)).points.map(\.value) == (2...8).map(Double.init))
    let many = try sweep(.cores, 1...1000).points.compactMap(\.value)
    #expect(many.count <= 65 && many.first == 1 && many.last == 1000)
    #expect(zip(many, many.dropFirst()).allSatisfy { $0 < $1 } && many.allSatisfy { $0 == $0.rounded() })
  }

  @Test func latenciesAreThoseOfTheChangedMachine() throws {
    let base = MachineChange(.overhead, by: 0.5)
    let sweep = try sweep(.bandwidth("dram"), 0.5...4, onTopOf: base)
    let averaged = AveragedWorkload(of: try workload)
    for point in sweep.points {
      let changed = try device().changed(by: base.adding(.bandwidth("dram"), by: point.factor))
      #expect(point.latency == changed.predict(averaged).latency)
    }
    #expect(zip(sweep.points, sweep.points.dropFirst()).allSatisfy { $0.latency >= $1.latency })
  }

  /// One factor further down doubling still pays.
  @Test func theVerdictIsTheFirstFactorFromWhichDoublingGainsTooLittle() throws {
    let sweep = try sweep(.bandwidth("dram"), 0.25...256)
    let worthwhile = try #require(sweep.worthwhile)
    let averaged = AveragedWorkload(of: try workload)
    func gain(_ factor: Double) throws -> Double {
      func latency(_ factor: Double) throws -> Seconds {
        try device().changed(by: .init(.bandwidth("dram"), by: factor)).predict(averaged).latency
      }
      return try 1 - latency(2 * factor) / latency(factor)
    }
    let index = try #require(sweep.points.firstIndex { $0.factor == worthwhile })
    try #require(index > 0)
    #expect(try sweep.points[index...].allSatisfy { try gain($0.factor) < 0.02 })
    #expect(try gain(sweep.points[index - 1].factor) >= 0.02)
  }

  /// Nearly all of the accelerator's time is dispatch, and less of it is better: elasticities are negative.
  @Test func ofOverheadLessIsBought() throws {
    let sweep = try sweep(.overhead, 0.001...4, on: "titan-xp")
    let worthwhile = try #require(sweep.worthwhile)
    #expect(worthwhile < 0.2 && sweep.points.allSatisfy { $0.value == nil })
    #expect(try self.sweep(.overhead, 0.5...4, on: "titan-xp").worthwhile == nil)
    let knee = try #require(sweep.knees.first)
    #expect(knee.before < 0 && knee.after < knee.before)
    #expect(sweep.points.last?.bound == .overhead && sweep.points.first?.bound != .overhead)
  }

  /// Two megabytes at ten times the bandwidth of main memory: the decoder's weights fit where the cache has grown to them.
  @Test func aWorkingSetThatBeginsToFitIsAJump() throws {
    let source = Provenance(.assumed, source: "a test")
    var profile = HardwareProfile.example()
    profile.ceilings.memory = [
      .init(
        level: "l3", capacity: Sourced(ByteCount(2e6), source),
        bandwidth: Sourced(Bandwidth(perSecond: ByteCount(20e9)), source)),
      .init(level: "dram", bandwidth: Sourced(Bandwidth(perSecond: ByteCount(2e9)), source)),
    ]
    let workload = try workload
    let sweep = try HardwareSweep(
      device: DeviceLatency(profile, space: space), workload: workload, quantity: .capacity("l3"), factors: 1...1000)
    let averaged = AveragedWorkload(of: workload)
    let step = WorkingSets(averaged.totals, averaged.setting).bytes(of: .decodeStep)
    let jumps = sweep.knees.filter { $0.jump > 0 }
    let jump = try #require(jumps.max { $0.jump < $1.jump })
    let index = try #require(sweep.points.firstIndex { $0.factor == jump.factor })
    #expect(try #require(sweep.points[index].value) >= step && #require(sweep.points[index - 1].value) < step)
    #expect(jump.latency == sweep.points[index].latency)
  }

  @Test func aSweepIsReadFromText() throws {
    let read = try HardwareSweep(parsing: "dram_bandwidth=.5..4", of: device(), workload: workload)
    #expect(try read.points == sweep(.bandwidth("dram"), 0.5...4).points)
    #expect(read.quantity == .bandwidth("dram") && read.change == .none)
  }

  @Test(arguments: [
    ("cores", "it is not KEY=a..b with two positive factors, such as dram_bandwidth=0.5..4"),
    ("cores=1", "it is not KEY=a..b with two positive factors, such as dram_bandwidth=0.5..4"),
    ("cores=1..b", "it is not KEY=a..b with two positive factors, such as dram_bandwidth=0.5..4"),
    ("cores=2..1", "the range does not rise: give a..b with a < b"),
    ("cores=2..2", "the range does not rise: give a..b with a < b"),
    ("cores=1..nan", "the range does not rise: give a..b with a < b"),
    ("cores=0..1", "factors must be from 1e-6 to 1e6, also together with what else is changed"),
    ("cores=-1..1", "factors must be from 1e-6 to 1e6, also together with what else is changed"),
    ("cores=1..1e9", "factors must be from 1e-6 to 1e6, also together with what else is changed"),
    (
      "l9=1..2",
      "profile 'raspberry-pi-4' has no 'l9'; it has cores, clock, peak, overhead, l2, dram_bandwidth"
    ),
  ]) func badTextSaysWhatIsWrong(text: String, reason: String) throws {
    let (device, workload) = (try device(), try workload)
    #expect(throws: CostModelError.unusableChange(text: text, reason: reason)) {
      try HardwareSweep(parsing: text, of: device, workload: workload)
    }
  }

  @Test func aRangeWithoutWidthOrAForeignLevelIsRefused() throws {
    #expect(throws: CostModelError.self) { try sweep(.cores, 2...2) }
    #expect(throws: CostModelError.self) { try sweep(.bandwidth("l3"), 1...2) }
    #expect(throws: CostModelError.self) { try sweep(.peak, 1...2, onTopOf: .init(.peak, by: 1e6)) }
  }
}
