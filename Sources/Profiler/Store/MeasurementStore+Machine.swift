import Hardware

extension MeasurementStore {
  /// Refuses to go on with a store that was begun on another machine, or with another program or placement: its samples and
  /// new ones would not be of the same thing.
  public func requireSameMachine(_ environment: Environment) throws(ProfilerError) {
    guard let first = try environments().compactMap({ $0 }).first else { return }
    func text(_ value: (some Any)?) -> String { value.map { "\($0)" } ?? "not known" }
    let facts: [(String, String, String)] = [
      ("processor", first.processor, environment.processor),
      ("stepping", text(first.stepping), text(environment.stepping)),
      ("matrix kernel", text(first.matrixKernel), text(environment.matrixKernel)),
      ("build", first.build, environment.build),
      ("governor", text(first.governor), text(environment.governor)),
      ("threads", "\(first.threads)", "\(environment.threads)"),
      ("cores", "\(first.boundCores)", "\(environment.boundCores)"),
    ]
    let differences = facts.filter { $0.1 != $0.2 }.map { "its \($0.0) was \($0.1), and is \($0.2) now" }
    guard differences.isEmpty else { throw .differentMachine(path, differences: differences) }
  }
}
