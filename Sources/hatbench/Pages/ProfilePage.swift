import CostModel
import Hardware
import Profiler
import Quantities
import Reporting

/// The report of a profiling run: roofline, bandwidths, operators, stages, the device meanwhile.
struct ProfilePage {
  private let assembly: ProfileAssembly
  private let bench: Bench

  init(_ assembly: ProfileAssembly, _ bench: Bench) {
    self.assembly = assembly
    self.bench = bench
  }

  func write(to path: String) throws {
    let plan = assembly.measurements.plan
    try Page(
      title: assembly.profile.name,
      subtitle:
        "\(assembly.profile.device.model), \(plan.threads) threads, \(plan.space) under \(plan.runtime.rawValue), "
        + assembly.measurements.environment.date,
      sections: [quality, roofline, stages, try sensitivity(), operators, designs, conditions]
    ).write(to: path)
  }

  private var quality: Page.Section {
    let quality = assembly.profile.quality
    return Page.Section(
      "How far to trust it",
      [.facts([.init("grade", quality?.grade.rawValue ?? "–")])]
        + (quality?.reasons ?? []).map { .paragraph($0) }
        + (assembly.measurements.violations + assembly.measurements.counterDifferences).map { .paragraph($0) })
  }

  private var roofline: Page.Section {
    let ceilings = assembly.profile.ceilings
    let measured = assembly.measurements.ceilings
    let points = assembly.measurements.operators.filter { $0.flops.value > 0 }.map { sample in
      let bytes = max((sample.streamed + sample.data).value, 1)
      return Chart.RooflinePoint(
        "\(sample.name), working set \(Numeral.text(sample.workingSet.value / 1e6, digits: 3)) MB", kind: sample.kind,
        intensity: sample.flops.value / bytes, throughput: sample.flops.value / sample.time.value)
    }
    let most = measured.intensities.map(\.threads).max()
    return Page.Section(
      "Ceilings",
      [
        .chart(
          .roofline(
            memory: ceilings.memory.compactMap { level in
              level.bandwidth.map { .init(level.level, perSecond: $0.value.perSecond.value) }
            },
            peaks: ceilings.peakThroughput.sorted { $0.key < $1.key }.map {
              .init($0.key, perSecond: $0.value.value.perSecond.value)
            },
            sweeps: measured.intensities.filter { $0.threads == most }.map { curve in
              (curve.level, curve.points.map { ($0.intensity, $0.throughput.perSecond.value) })
            }, operators: points, title: "Roofline",
            caption: "Every operator that was timed alone, at each of its working sets.")),
        .chart(.bandwidthCurves(curves, caches: caches, title: "Bandwidth over working set")),
      ])
  }

  private var curves: [(name: String, points: [Chart.Point])] {
    assembly.measurements.ceilings.bandwidths.map { curve in
      (
        "\(curve.access), \(curve.threads) \(curve.threads == 1 ? "thread" : "threads")",
        curve.points.map { Chart.Point(x: $0.workingSet.value, y: $0.bandwidth.perSecond.value) }
      )
    }
  }

  private var caches: [(name: String, bytes: Double)] {
    assembly.measurements.environment.caches.map { ($0.level, $0.size.value) }
  }

  private var stages: Page.Section {
    Page.Section(
      "Stages",
      [
        .table(
          ProfileRunView.stages(assembly.fit),
          caption: "Mean absolute errors; no stage had seen the designs that judge it.")
      ])
  }

  private func sensitivity() throws -> Page.Section {
    var profile = assembly.profile
    // A profile of the same name may bring models of other workloads along; the one just fitted is the last.
    profile.latencyModels = profile.latencyModels.suffix(1)
    let latency = try DeviceLatency(profile, space: bench.space)
    return SensitivityView(LatencySensitivity(latency, space: bench.space), space: bench.space.name).section
  }

  private var operators: Page.Section {
    let table = OperatorCostTable.table(assembly.fit.costs)
    return Page.Section(
      "Operators",
      [
        .table(
          table,
          caption: "What a group of operators costs; streaming in multiples of the measured time to read its bytes.")
      ] + counted)
  }

  /// What hardware counters say of the operators' work; nothing where there are none.
  private var counted: [Page.Block] {
    let counts = assembly.measurements.counted
    guard !counts.isEmpty else { return [] }
    func millions(_ value: Double?) -> String { value.map { Numeral.text($0 / 1e6) } ?? "–" }
    return [
      .table(
        TextTable(
          columns: [.init("operator")]
            + ["MFLOP counted", "analytic", "MB counted", "analytic"].map { .init($0, .right) },
          rows: counts.map {
            [
              $0.name, millions($0.countedFLOPs), millions($0.flops), millions($0.countedBytes),
              millions($0.streamedBytes),
            ]
          }),
        caption: "Hardware counters beside what the graph says, for one execution with cold weights, on one thread.")
    ]
  }

  private var designs: Page.Section {
    let rows = zip(assembly.measurements.designs, assembly.fit.leftOutErrors).map { design, error in
      [
        design.name, "\(design.summary.summary.total.median)",
        design.time(of: "encoder").map { "\($0)" } ?? "–", design.time(of: "decoder").map { "\($0)" } ?? "–",
        "\(design.summary.visits)", Numeral.text(-100 * error, digits: 3, signed: true),
      ]
    }
    return Page.Section(
      "Whole designs",
      [
        .table(
          TextTable(
            columns: [.init("design")]
              + ["median", "encoder", "decoder", "visits", "predicted without it, error %"].map { .init($0, .right) },
            rows: rows), caption: "What calibration rests on.")
      ])
  }

  private var conditions: Page.Section {
    let environment = assembly.measurements.environment
    var facts = [
      Page.Fact("processor", environment.processor),
      Page.Fact("system", "\(environment.system), \(environment.kernel)"),
      Page.Fact("reference workload", bench.referenceName),
      Page.Fact("reference time", "\(assembly.measurements.reference.time)"),
      Page.Fact("samples", "\(assembly.measurements.samples), of them disturbed \(assembly.measurements.disturbed)"),
    ]
    if let kernel = environment.matrixKernel { facts.append(Page.Fact("OpenBLAS kernel", kernel)) }
    if let reason = environment.countersReason { facts.append(Page.Fact("hardware counters", reason)) }
    let regimes = TextTable(
      columns: [.init("first", .right), .init("last", .right), .init("against the main state %", .right)],
      rows: assembly.measurements.regimes.map {
        ["\($0.firstRow)", "\($0.lastRow)", Numeral.text(100 * ($0.ratio - 1), digits: 3, signed: true)]
      })
    return Page.Section(
      "The device while it was measured",
      [.facts(facts), .table(regimes, caption: "States of the device by run order, from the reference workload.")])
  }
}
