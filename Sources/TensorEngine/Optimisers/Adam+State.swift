extension Adam {
  /// What an optimiser remembers between steps: enough to go on bit for bit.
  public struct State: Equatable, Sendable {
    /// The running means m, under `mean.` and the parameter's name, and the running mean squares v, under `square.`.
    public var moments: Parameters
    /// The steps that each parameter has taken, by name.
    public var steps: [String: Int]

    /// Puts a state together, as when it is read from a file.
    public init(moments: Parameters, steps: [String: Int]) {
      self.moments = moments
      self.steps = steps
    }

    /// The names and shapes of the moments that go with `parameters`.
    public static func shapes(for parameters: Parameters) -> [(name: String, shape: [Int])] {
      ["mean", "square"].flatMap { kind in parameters.entries.map { ("\(kind).\($0.name)", $0.shape) } }
    }
  }

  /// The state after the steps taken so far with `parameters`; nil before the first.
  public func state(with parameters: Parameters) -> State? {
    guard !stepCounts.isEmpty else { return nil }
    var moments = Parameters()
    for (kind, values) in [("mean", mean), ("square", square)] {
      for entry in parameters.entries {
        moments.append("\(kind).\(entry.name)", Tensor(storage: values[entry.range], shape: entry.shape))
      }
    }
    return State(
      moments: moments,
      steps: Dictionary(uniqueKeysWithValues: zip(parameters.entries, stepCounts).map { ($0.name, $1) }))
  }

  /// Goes on from `state`, which was taken with parameters of the same names and shapes.
  /// - Precondition: The state has the moments and the step counts of all `parameters`.
  public mutating func restore(_ state: State, with parameters: Parameters) {
    precondition(
      state.moments.entries.map(\.name) == State.shapes(for: parameters).map(\.name),
      "this state belongs to another model")
    stepCounts = parameters.entries.map { entry in
      guard let steps = state.steps[entry.name] else { preconditionFailure("no step count of '\(entry.name)'") }
      return steps
    }
    mean = Array(state.moments.values[..<parameters.count])
    square = Array(state.moments.values[parameters.count...])
  }
}
