import Quantities
import TransformerIR

extension HybridEstimator {
  /// The time of each group of operators: what every physical cost takes, shared out among the operators that it is spent in.
  func times(_ workload: AveragedWorkload, _ totals: OperatorTotals) -> [GroupTime] {
    let factor = correction(of: workload)
    var rates = [OperatorRates](repeating: OperatorRates(), count: OperatorTotals.allGroups.count)
    for (term, coefficient) in zip(PhysicalTerm.all, physical.coefficients) where coefficient > 0 {
      switch term.measure {
      case .executions:
        // Dispatch is counted per layer or step, and spent in each operator that runs there.
        let executions = term.chargedIndices.reduce(0) { $0 + totals[OperatorTotals.allGroups[$1]].count }
        guard executions > 0 else { continue }
        let rate = factor * coefficient * term.amount(in: totals) / executions
        for index in term.chargedIndices { rates[index].execution += rate }
      case .matrices: for index in term.chargedIndices { rates[index].matrix += factor * coefficient }
      case .flops: for index in term.chargedIndices { rates[index].flop += factor * coefficient }
      case .weightBytes, .dataBytes: for index in term.chargedIndices { rates[index].streamed += factor * coefficient }
      }
    }
    return zip(OperatorTotals.allGroups, rates).compactMap { group, rates in
      let entry = totals[group]
      return entry.count > 0 ? GroupTime(group: group, entry: entry, rates: rates) : nil
    }
  }
}
