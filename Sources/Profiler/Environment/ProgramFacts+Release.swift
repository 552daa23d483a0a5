extension ProgramFacts {
  /// Refuses to measure with a program that was built without optimisation.
  public func requireRelease() throws(ProfilerError) {
    guard build == "release" else { throw .debugBuild }
  }
}
