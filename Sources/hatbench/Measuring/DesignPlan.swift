import Files
import Profiler
import Quantities

/// What makes two runs of `dataset` or `measure` the same, so that one goes on with the other's samples.
struct DesignPlan: Codable {
  var command, space: String
  var designs, visits: Int
  var seed: UInt64
  var runtime: Runtime
  var threads: Int
  var fingerprint: String

  init(_ command: String, _ designs: [NamedDesign], visits: Int, seed: UInt64, on bench: Bench) {
    self.command = command
    space = bench.space.name
    self.designs = designs.count
    self.visits = visits
    self.seed = seed
    runtime = bench.setting.runtime
    threads = bench.threads
    fingerprint = Fingerprint.of(bench.identity(of: designs))
  }
}
