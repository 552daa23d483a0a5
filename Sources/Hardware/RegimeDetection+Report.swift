import Foundation
import Statistics

extension RegimeDetection {
  /// The regimes as a report: neighbouring segments of one regime joined, ratios relative to the main level.
  ///
  /// - Parameter order: The run order of each row.
  public func report(order: [Int]) -> [LatencyModel.Regime] {
    var merged: [(rows: Range<Int>, level: Double, isMain: Bool)] = []
    for segment in segments {
      let isMain = isMain(segment.rows.lowerBound)
      if let last = merged.last, last.isMain == isMain,
        isMain || abs(segment.level - last.level) <= 2 * mainHalfWidth
      {
        let (before, added) = (Double(last.rows.count), Double(segment.rows.count))
        merged[merged.count - 1] = (
          last.rows.lowerBound..<segment.rows.upperBound,
          (last.level * before + segment.level * added) / (before + added), isMain
        )
      } else {
        merged.append((segment.rows, segment.level, isMain))
      }
    }
    return merged.map {
      LatencyModel.Regime(
        firstRow: order[$0.rows.lowerBound], lastRow: order[$0.rows.upperBound - 1],
        ratio: exp($0.level - mainLevel))
    }
  }
}
