import Inference
import Quantities
import TransformerIR

/// One design, every node of which is timed while it translates: where its time goes.
///
/// Reading the clock around every node costs a little, so that whole latencies are never taken from here.
public final class NodeTimesTimeable: Timeable {
  /// The groups of operators, as `phase/role/kind`.
  public let parts: [String]
  private let design: DesignTimeable
  private let timer: NodeTimer
  private let places: [PhaseKind: [Int]]

  /// Prepares `workload` with weights that other designs may share.
  /// - Throws: `InferenceError` if the weights do not fit it or memory does not suffice.
  public init(_ workload: Workload, weights: PackedWeightCache) throws {
    design = try DesignTimeable(workload, weights: weights)
    timer = NodeTimer(design.graph)
    var groups: [OperatorTotals.Group] = []
    var places: [PhaseKind: [Int]] = [:]
    for phase in design.graph.phases {
      places[phase.kind] = phase.nodes.map { node in
        let group = OperatorTotals.Group(phase: phase.kind, role: node.role, kind: node.operation.kind)
        if let place = groups.firstIndex(of: group) { return place }
        groups.append(group)
        return groups.count - 1
      }
    }
    self.places = places
    parts = groups.map(\.path)
  }

  /// Translates `count` times.
  public func run(_ count: Int) -> [Double] {
    timer.reset()
    design.translate(count, observer: timer)
    var seconds = [Double](repeating: 0, count: parts.count)
    for (phase, indices) in places {
      for (place, item) in zip(indices, timer.records(of: phase)) { seconds[place] += item.record.time.value }
    }
    return seconds
  }
}

extension OperatorTotals.Group {
  /// `decode-step/feed-forward/linear`: the group's name in stores.
  public var path: String { "\(phase.rawValue)/\(role.rawValue)/\(kind.rawValue)" }

  /// The group of a ``path``; nil if it is none.
  public init?(path: some StringProtocol) {
    let words = path.split(separator: "/", omittingEmptySubsequences: false)
    guard words.count == 3, let phase = PhaseKind(rawValue: String(words[0])),
      let role = OperatorRole(rawValue: String(words[1])), let kind = OperatorKind(rawValue: String(words[2]))
    else { return nil }
    self.init(phase: phase, role: role, kind: kind)
  }
}
