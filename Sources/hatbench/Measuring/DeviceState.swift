import CostModel
import Profiler

extension DeviceLatency {
  /// How many times longer the reference workload takes in the main state of `drift` than when this profile was made: what the
  /// machine's state has to do with the difference between predicted and measured. Nil if `bench` has another reference, or
  /// none was measured.
  func stateRatio(in drift: Drift, on bench: Bench) -> Double? {
    guard let stored = model.reference, stored.name == bench.referenceName, let main = drift.mainSession else {
      return nil
    }
    return SessionEffect(of: main, to: stored.time, interval: nil).ratio
  }
}
