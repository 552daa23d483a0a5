import Inference
import Quantities
import Randomness
import TransformerIR

/// A node as it is timed alone: the same for every place of every design where the same kernel does the same work.
public struct DistinctNode: Hashable, Sendable {
  /// A workload in whose graph it is found.
  public let workload: Workload
  /// The phase that it runs in.
  public let phase: PhaseKind
  /// Its place among the nodes of the phase.
  public let index: Int
  /// What it does.
  public let kind: OperatorKind
  /// What it is for, wherever it occurs.
  public private(set) var roles: Set<OperatorRole>
  /// The work of one execution, at the mean step.
  public let work: Work
  /// What it does and how large it is, stable from run to run:
  /// `decode-step/linear/rows 5, inner 512, columns 2048, hasBias`.
  public let name: String
  /// The weights and caches of one copy.
  public let bytesPerCopy: ByteCount

  /// What one execution streams from wherever it lies: weights, and cached keys and values that it reads.
  public var streamed: ByteCount { work.streamedBytes(in: phase, of: kind) }

  /// Every distinct node of `graphs` of designs that are drawn from `space`, smallest and largest among them; those of a
  /// search are left out. Sorted by name.
  ///
  /// Nodes are few (products of the choices), so that random designs soon show all of them: drawing ends when as many
  /// designs in a row show nothing new as were needed so far, and at least `patience`.
  public static func all(
    of space: SearchSpace, setting: InferenceSetting, patience: Int = 200
  ) throws(TransformerIRError) -> [DistinctNode] {
    var found: [String: DistinctNode] = [:]
    var generator = SeededGenerator(seed: 0)
    var (drawn, last) = (0, 0)
    while drawn < 2 || drawn - last < max(patience, last) {
      let design =
        switch drawn {
        case 0: space.smallest
        case 1: space.largest
        default: space.sample(using: &generator)
        }
      drawn += 1
      let workload = try Workload(design: design, architecture: space.architecture, setting: setting)
      let graph = workload.graph()
      let lengths = Lengths(ofMeanStepOf: setting)
      for phase in graph.phases {
        for (index, node) in phase.nodes.enumerated() where node.role != .search {
          let name = "\(phase.kind.rawValue)/\(node.operation.kind.rawValue)/\(node.operation.shape)"
          if let roles = found[name]?.roles {
            if !roles.contains(node.role) {
              last = drawn
              found[name]?.roles.insert(node.role)
            }
            continue
          }
          last = drawn
          found[name] = DistinctNode(
            workload: workload, phase: phase.kind, index: index, kind: node.operation.kind, roles: [node.role],
            work: node.operation.work(at: lengths, setting.precision), name: name,
            bytesPerCopy: NodeProbe.bytesPerCopy(of: node, in: graph))
        }
      }
    }
    return found.values.sorted { $0.name < $1.name }
  }
}
