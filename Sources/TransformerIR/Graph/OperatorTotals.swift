import Quantities

/// The work of a whole translation, added up by phase, role and operator kind.
///
/// Every entry is linear in per-layer sums of a design, so the totals follow from the ten averages of a latency row as
/// exactly as from the design itself (``Work/scratchBytes`` excepted, which are left out here for that reason).
public struct OperatorTotals: Hashable, Sendable {
  /// What is added up together.
  public struct Group: Hashable, Sendable {
    /// When it runs.
    public var phase: PhaseKind
    /// What it is for.
    public var role: OperatorRole
    /// What it does.
    public var kind: OperatorKind

    /// Names a group.
    public init(phase: PhaseKind, role: OperatorRole, kind: OperatorKind) {
      self.phase = phase
      self.role = role
      self.kind = kind
    }

    fileprivate var index: Int {
      (phase.ordinal * OperatorRole.allCases.count + role.ordinal) * OperatorKind.allCases.count + kind.ordinal
    }
  }

  /// How often a group's operators run and what that adds up to.
  public struct Entry: Hashable, Sendable {
    /// Executions.
    public var count: Double = 0
    /// Their work; scratch is zero.
    public var work = Work()
  }

  /// Every group that can exist, in table order.
  public static let allGroups: [Group] = PhaseKind.allCases.flatMap { phase in
    OperatorRole.allCases.flatMap { role in
      OperatorKind.allCases.map { Group(phase: phase, role: role, kind: $0) }
    }
  }

  private var entries = ContiguousArray(repeating: Entry(), count: allGroups.count)

  /// No work.
  public init() {}

  /// The entry of `group`; all zeros if nothing of it runs.
  public subscript(group: Group) -> Entry { entries[group.index] }

  /// The groups that run, in table order, with their entries.
  public var rows: [(group: Group, entry: Entry)] {
    zip(Self.allGroups, entries).filter { $1.count > 0 }.map { (group: $0, entry: $1) }
  }

  /// The work of everything that `isIncluded`.
  public func work(where isIncluded: (Group) -> Bool = { _ in true }) -> Work {
    rows.reduce(Work()) { isIncluded($1.group) ? $0 + $1.entry.work : $0 }
  }

  mutating func add(_ work: Work, _ group: Group, executions: Double) {
    let index = group.index
    entries[index].count += executions
    var counted = work * executions
    counted.scratchBytes = .zero
    entries[index].work = entries[index].work + counted
  }
}

extension PhaseKind {
  fileprivate var ordinal: Int {
    switch self {
    case .encode: 0
    case .crossKeys: 1
    case .decodeStep: 2
    case .teacherForced: 3
    }
  }
}

extension OperatorRole {
  fileprivate var ordinal: Int {
    switch self {
    case .embedding: 0
    case .selfAttention: 1
    case .crossAttention: 2
    case .feedForward: 3
    case .output: 4
    case .search: 5
    }
  }
}

extension OperatorKind {
  fileprivate var ordinal: Int {
    switch self {
    case .linear: 0
    case .batchedProduct: 1
    case .softmax: 2
    case .layerNorm: 3
    case .elementwise: 4
    case .embedding: 5
    case .topK: 6
    case .reorderCache: 7
    case .attention: 8
    }
  }
}
