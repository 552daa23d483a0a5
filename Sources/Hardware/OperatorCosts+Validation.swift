import Quantities

extension OperatorCosts {
  /// In seconds, far above any cost of one unit of an operator's work.
  private static let greatestCost = 1e6
  /// Streaming is never so many times slower than the device reads, and a calibration never so far off.
  private static let greatestRatio = 1e6

  /// Checks what the format alone does not: that every cost is a number that can be added up, and something takes time.
  func validate(_ check: (Bool, String, String) throws(HardwareError) -> Void) throws(HardwareError) {
    try check(!streaming.isEmpty, "operators.streaming", "there is no point")
    for point in streaming {
      try check(
        point.workingSet.value > 0 && point.workingSet.value.isFinite && point.secondPerByte > 1e-30
          && point.secondPerByte <= Self.greatestCost, "operators.streaming",
        "\(point.secondPerByte) s/byte at \(point.workingSet.value) bytes: both must be positive")
    }
    for group in groups {
      let costs = [group.execution.value, group.flop, group.streaming, group.data, group.matrix]
      try check(
        costs.allSatisfy { (0...Self.greatestCost).contains($0) },
        "operators.groups.\(group.phase) \(group.role) \(group.kind)", "a cost is not in 0...\(Self.greatestCost)")
    }
    try check(
      groups.contains { $0.execution.value > 0 || $0.flop > 0 || $0.streaming > 0 || $0.data > 0 || $0.matrix > 0 },
      "operators.groups", "all costs are zero, so nothing would take any time")
    if let calibration {
      let ratios = [
        calibration.encoderStreaming, calibration.encoderOther, calibration.decoderStreaming, calibration.decoderOther,
      ]
      try check(
        ratios.allSatisfy { $0 > 0 && $0 <= Self.greatestRatio }, "operators.calibration", "a ratio is not positive")
    }
    try residual?.validate(check)
  }
}
