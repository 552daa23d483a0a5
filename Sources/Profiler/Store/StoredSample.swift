import Foundation
import GRDB

/// A row of `samples` or `reference_samples`: names are those of the columns.
struct StoredSample: Codable, FetchableRecord, EncodableRecord {
  var stage: String
  var key: String
  var visit: Int
  var attempt: Int
  var runOrder: Int
  var session: Int
  var began: Double
  var parts: [String]
  var firstCall: Data
  var warmUps: Int
  var runsPerTiming: Int
  var timings: Data
  var guards: GuardReading
  var disturbances: [String]

  enum CodingKeys: String, CodingKey {
    case stage, key, visit, attempt, session, parts, guards, disturbances
    case runOrder = "run_order"
    case began = "began_second"
    case firstCall = "first_call_second"
    case warmUps = "warm_ups"
    case runsPerTiming = "runs_per_timing"
    case timings = "timings_second"
  }

  init(_ sample: Sample, stage: String, attempt: Int) {
    self.stage = stage
    self.attempt = attempt
    key = sample.key
    visit = sample.visit
    runOrder = sample.order
    session = sample.session
    began = sample.began
    parts = sample.parts
    firstCall = Data(doubles: sample.firstCall)
    warmUps = sample.warmUps
    runsPerTiming = sample.runsPerTiming
    timings = Data(doubles: sample.timings.flatMap { $0 })
    guards = sample.guards
    disturbances = sample.disturbances
  }

  /// The sample; nil if the blobs do not hold a time for each part.
  var sample: Sample? {
    guard let firstCall = firstCall.doubles, let times = timings.doubles, !parts.isEmpty,
      firstCall.count == parts.count, times.count.isMultiple(of: parts.count)
    else { return nil }
    let rows = stride(from: 0, to: times.count, by: parts.count).map { Array(times[$0..<$0 + parts.count]) }
    return Sample(
      key: key, visit: visit, order: runOrder, session: session, began: began, parts: parts, firstCall: firstCall,
      warmUps: warmUps, runsPerTiming: runsPerTiming, timings: rows, guards: guards, disturbances: disturbances)
  }
}

extension Data {
  fileprivate init(doubles: [Double]) {
    self.init()
    reserveCapacity(8 * doubles.count)
    for double in doubles {
      Swift.withUnsafeBytes(of: double.bitPattern.littleEndian) { append(contentsOf: $0) }
    }
  }

  fileprivate var doubles: [Double]? {
    guard count.isMultiple(of: 8) else { return nil }
    return withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 8).map {
        Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)))
      }
    }
  }
}
