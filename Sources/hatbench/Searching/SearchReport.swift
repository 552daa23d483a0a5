import CostModel
import Foundation
import HATSearch
import Quantities
import TransformerIR

/// Finished searches, one per device and limit, with all that a page, a table or a file tells of them.
struct SearchReport {
  /// One search: what was asked, on which device, and what came of it.
  struct Entry {
    var problem: SearchProblem
    var device: DeviceLatency
    /// The limit as it was asked for: `5 s`, `50 % of the largest design's`; nil without one.
    var limitName: String?
    var result: SearchResult
    var spending: Spending
    /// What measuring the best designs said; nil if they were not to be measured.
    var verification: Verification?
    /// Why they were not measured although they were to be; nil if nothing stood in the way.
    var obstacle: String?
    /// What the clock said while they were measured.
    var reading: DeviceReading?
    /// Where the winner's design is written.
    var file = ""

    init(
      _ result: SearchResult, _ problem: SearchProblem, _ device: DeviceLatency, limitName: String? = nil,
      elapsed: Seconds? = nil, verification: Verification? = nil
    ) {
      self.problem = problem
      self.device = device
      self.limitName = limitName ?? problem.limit.map { "\($0)" }
      self.result = result
      self.verification = verification
      spending = Spending(result.counts, elapsed: elapsed)
    }
  }

  /// The searches, in the order in which they were asked for; at least one.
  var searches: [Entry]
  /// How long all losses took to compute that the searches were answered with, earlier sittings included; nil for a proxy.
  var lossTime: Seconds?

  /// The devices that were searched for, each once, as columns of a table.
  var devices: [DeviceLatency] {
    searches.map(\.device).reduce(into: []) { devices, device in
      if !devices.contains(where: { $0.isSame(as: device) }) { devices.append(device) }
    }
  }
}

extension SearchReport.Entry {
  /// The design to use: the best, or what measuring chose in its place.
  var winner: EvaluatedDesign { verification?.winner?.design ?? result.best }

  var limit: Seconds? { problem.limit }

  /// `raspberry-pi-4 within 5 s`
  var name: String { "\(device.profile.name) \(limitWords)" }

  /// `within 5 s`, `without a limit`
  var limitWords: String { limit.map { "within \($0)" } ?? "without a limit" }

  /// The space's name; one from a file is called by the file's name.
  var spaceName: String { URL(fileURLWithPath: problem.space.name).deletingPathExtension().lastPathComponent }

  /// Whether there is a design to use: false if no measured design is within the limit.
  var holds: Bool { verification.map { $0.winner != nil } ?? true }

  /// What was measured of the winner.
  var measuredWinner: Seconds? { verification?.winner?.measured }

  /// `design` as it is run in this search.
  func workload(_ design: SubTransformer) throws(TransformerIRError) -> Workload {
    try Workload(design: design, architecture: problem.space.architecture, setting: problem.setting)
  }
}

extension DeviceLatency {
  /// Whether both are one device under one runtime.
  func isSame(as other: DeviceLatency) -> Bool {
    profile.name == other.profile.name && model.runtime == other.model.runtime
  }
}
