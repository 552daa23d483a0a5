/// How the machine is laid out, and what that means for threads.
extension Checks {
  var layout: [Finding] { [multithreading, hybrid, memoryNodes].compactMap { $0 } }

  private var multithreading: Finding? {
    guard environment.isMultithreaded == true else { return nil }
    return Finding(
      .informs, "multithreading",
      found: "\(environment.cores) cores have \(environment.hardwareThreads) hardware threads",
      reason: "measurements use one thread per core, and expect the other one to be idle")
  }

  private var hybrid: Finding? {
    guard environment.coreKinds.count > 1 else { return nil }
    let kinds = environment.coreKinds.map { "\($0.cores) \($0.name)" }.joined(separator: ", ")
    let placement = machine.placement
    let mixes = environment.threads > placement.fastCores
    return Finding(
      mixes ? .warns : .informs, "hybrid processor", found: "it has cores of different kinds: \(kinds)",
      reason: mixes ? "fast cores wait for slow ones in every task that is shared" : "only the fast ones are used",
      remedy: mixes ? "use '--threads \(placement.fastCores)' to keep to the fast cores" : nil)
  }

  private var memoryNodes: Finding? {
    guard environment.numaNodes > 1 else { return nil }
    let nodes = Set(
      machine.topology.cores.filter { !Set($0.processors).isDisjoint(with: environment.boundCores) }.map(\.numaNode))
    return Finding(
      .informs, "memory nodes", found: "\(environment.numaNodes) NUMA nodes, of which \(nodes.count) would be used",
      reason: "memory of another node is slower; each thread touches its own part first")
  }
}
