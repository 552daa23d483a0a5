import Hardware
import Quantities
import Statistics

extension HardwareProfile.Ceilings {
  /// The few numbers that stand for measured curves: the highest peak of each precision, and for each level of memory how
  /// fast the most threads read what surely lies in it.
  ///
  /// A level without a measured working set has a capacity and no bandwidth.
  public init(_ measured: MeasuredCeilings, environment: Environment) {
    self.init()
    for (precision, peaks) in Dictionary(grouping: measured.peaks, by: \.precision) {
      guard let peak = peaks.max(by: { $0.throughput < $1.throughput }) else { continue }
      peakThroughput[precision] = Sourced(
        peak.throughput, Provenance(.measured, source: "\(peak.instructionSet), \(threadsText(peak.threads))"))
    }
    let curve = measured.bandwidths.filter { $0.access == MemoryAccess.read.rawValue }.max { $0.threads < $1.threads }
    let levels = CeilingLevel.levels(of: environment, threads: curve?.threads ?? environment.threads)
    func bandwidth(_ name: String) -> Sourced<Bandwidth>? {
      guard let curve, let level = levels.first(where: { $0.name == name }), let plateau = curve.plateau(in: level)
      else { return nil }
      return Sourced(
        plateau.bandwidth,
        Provenance(.measured, source: "read, \(threadsText(curve.threads)), median of \(plateau.sizes) working sets"))
    }
    memory = environment.caches.map { cache in
      let count = cache.count == 1 ? "one" : "one of \(cache.count)"
      let sharing = cache.sharedByCores == 1 ? "of one core" : "shared by \(cache.sharedByCores) cores"
      return HardwareProfile.MemoryLevel(
        level: cache.level,
        capacity: Sourced(
          cache.size, Provenance(.datasheet, source: "as the processor reports it: \(count), \(sharing)")),
        bandwidth: bandwidth(cache.level))
    }
    memory.append(
      HardwareProfile.MemoryLevel(
        level: "dram",
        capacity: environment.memory.map { Sourced($0, Provenance(.datasheet, source: "as the system reports it")) },
        bandwidth: bandwidth("dram")))
  }
}

extension MeasuredCeilings.BandwidthCurve {
  /// How fast memory is inside a level, and from how many sizes that is known; nil if none was measured there.
  func plateau(in level: CeilingLevel) -> (bandwidth: Bandwidth, sizes: Int)? {
    let rates = rates(in: level)
    return rates.isEmpty ? nil : (Bandwidth(perSecond: ByteCount(rates.median)), rates.count)
  }

  /// Bytes a second of the fastest size inside a level; nil if none was measured there.
  func fastest(in level: CeilingLevel) -> Double? { rates(in: level).max() }

  private func rates(in level: CeilingLevel) -> [Double] {
    points.filter { level.window.contains($0.workingSet) }.map(\.bandwidth.perSecond.value)
  }
}
