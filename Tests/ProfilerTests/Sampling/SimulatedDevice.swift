import Foundation
import Profiler
import Randomness
import Synchronization
import TestSupport

/// A device whose time passes only while it works, so that a test of hours takes milliseconds.
final class SimulatedDevice: Sendable {
  private let seconds = Mutex(0.0)
  /// How much slower than usual the device is at a time.
  private let slowness: @Sendable (Double) -> Double

  init(slowness: @escaping @Sendable (Double) -> Double = { _ in 1 }) { self.slowness = slowness }

  var now: Double { seconds.withLock { $0 } }

  /// Lets `work` seconds of work be done, in more time if the device is slow.
  func work(_ work: Double) -> Double {
    let taken = work * slowness(now)
    seconds.withLock { $0 += taken }
    return taken
  }

  /// A clock of this device with steps of 1 µs.
  var clock: RawClock { RawClock(resolution: 1e-6, readingCost: 0) { [self] in now } }

  /// A sampler on this device that finds nothing disturbed unless `judge` does.
  func sampler(
    _ settings: SamplerSettings = SamplerSettings(),
    judge: @escaping (GuardReading, Double) -> [String] = { _, _ in [] }
  ) -> Sampler {
    Sampler(settings: settings, clock: clock, guards: SimulatedGuards(), judge: judge)
  }
}

/// Work on a simulated device: so many seconds a run, with noise, more at first.
final class SimulatedWorkload: Timeable {
  let parts: [String]
  private let device: SimulatedDevice
  private let seconds: Double
  private let noise: Double
  private let warmth: (Int) -> Double
  private var generator: SeededGenerator
  /// Runs so far.
  private(set) var runs = 0
  /// The counts that were asked for.
  private(set) var calls: [Int] = []

  /// - Parameter warmth: By how much the run of an index is longer than a warm one.
  init(
    _ device: SimulatedDevice, seconds: Double, noise: Double = 0, seed: UInt64 = 0, parts: [String] = ["total"],
    warmth: @escaping (Int) -> Double = { _ in 1 }
  ) {
    self.device = device
    self.seconds = seconds
    self.noise = noise
    self.parts = parts
    self.warmth = warmth
    generator = SeededGenerator(seed: seed)
  }

  func run(_ count: Int) -> [Double] {
    calls.append(count)
    // Runs of a batch are alike, but for its noise.
    let factor = max(1 + noise * generator.normal(), 0.1) * warmth(runs)
    runs += count
    let taken = device.work(seconds * factor * Double(count))
    return parts.map { _ in taken / Double(parts.count) }
  }
}

/// Sees nothing, but counts how often it looked.
final class SimulatedGuards: Guarding {
  private var looks = 0

  func begin() { looks += 1 }

  func end() -> GuardReading {
    var reading = GuardReading()
    reading.minorFaults = looks
    return reading
  }
}

extension Sample {
  /// A sample for tests that look at few of its values.
  static func plain(
    key: String = "a", visit: Int = 0, order: Int = 0, session: Int = 0, began: Double = 0,
    timings: [[Double]] = [[1]], disturbances: [String] = []
  ) -> Sample {
    Sample(
      key: key, visit: visit, order: order, session: session, began: began, parts: ["total"], firstCall: [2],
      warmUps: 5, runsPerTiming: 1, timings: timings, guards: GuardReading(), disturbances: disturbances)
  }
}

/// The first session, from the start of the clock.
let firstSession = MeasurementSession(number: 0, start: 0)
