import Hardware
import Quantities
import TransformerIR

/// Measured rows as the fits want them: for each part the work and the seconds, in run order.
struct FitData: Sendable {
  /// What was run in each row.
  let workloads: [AveragedWorkload]
  /// For each part, the work of each row in multiples of the reference design's, `[rows, terms]`.
  let work: [PhysicalTerm.Part: FeatureMatrix]
  /// For each part, the work of the reference design in the terms' own units.
  let reference: [PhysicalTerm.Part: [Double]]
  /// For each part, seconds.
  let measured: [PhysicalTerm.Part: [Double]]
  /// The run order of each row.
  let order: [Int]

  init(_ dataset: LatencyDataset) {
    let workloads = dataset.rows.map(dataset.workload(of:))
    var work: [PhysicalTerm.Part: FeatureMatrix] = [:]
    var reference: [PhysicalTerm.Part: [Double]] = [:]
    for part in PhysicalTerm.Part.allCases {
      let amounts = workloads[0].atReferenceDesign.amounts(part)
      reference[part] = amounts
      work[part] = FeatureMatrix(
        workloads.map { workload in zip(workload.amounts(part), amounts).map(/) }, columns: amounts.count)
    }
    self.workloads = workloads
    self.work = work
    self.reference = reference
    measured = [
      .encoder: dataset.rows.map(\.encoder.mean.value), .decoder: dataset.rows.map(\.decoder.mean.value),
    ]
    order = dataset.rows.map(\.order)
  }

  private init(_ whole: FitData, rows: [Int]) {
    workloads = rows.map { whole.workloads[$0] }
    work = whole.work.mapValues { $0.selecting(rows) }
    reference = whole.reference
    measured = whole.measured.mapValues { values in rows.map { values[$0] } }
    order = rows.map { whole.order[$0] }
  }

  /// Only the rows at `indices`, which are in ascending order.
  func selecting(_ indices: [Int]) -> FitData { FitData(self, rows: indices) }

  var count: Int { order.count }

  /// Seconds of the whole translation.
  var total: [Double] { zip(measured[.encoder]!, measured[.decoder]!).map(+) }
}
