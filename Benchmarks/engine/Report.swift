import Foundation
import TensorEngine

/// What a command prints: the samples, what was derived from them, and the machine's state around them.
struct Report: Encodable {
  var unit: String
  var samples: [Double]
  var median: Double?
  /// What else there is to say, each name with its unit.
  var figures: [String: Double]
  /// Per design or per kind of operator.
  var results: [String: [String: Double]]?
  /// Every sample of ``results`` that has several.
  var resultSamples: [String: [Double]]?
  var threads: Int
  var kernels = CPUBackend.productKernels
  /// The most memory the process has had when the work was done, before peaks were measured, in MiB.
  var peakMemoryMib: Int
  /// How many processes wanted a core in the last minute.
  var loadBefore, loadAfter: Double

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// The machine's state when a command began; it becomes a ``Report`` when the work is done.
struct Observation {
  private let load = loadAverage()
  let threads: Int

  init(threads: Int) { self.threads = threads }

  /// - Parameter figures: Called when memory has been read, so that it may measure the machine.
  func report(
    _ unit: String, _ samples: [Double], results: [String: [String: Double]]? = nil,
    resultSamples: [String: [Double]]? = nil, figures: () -> [String: Double] = { [:] }
  ) -> Report {
    let (memory, loadAfter) = (peakMemoryMib(), loadAverage())
    return Report(
      unit: unit, samples: samples.map(rounded), median: median(samples).map(rounded),
      figures: figures().mapValues(rounded), results: results?.mapValues { $0.mapValues(rounded) },
      resultSamples: resultSamples?.mapValues { $0.map(rounded) }, threads: threads, peakMemoryMib: memory,
      loadBefore: load, loadAfter: loadAfter)
  }
}

/// The middle sample, or the mean of the two in the middle; nil of none.
func median(_ samples: [Double]) -> Double? {
  guard !samples.isEmpty else { return nil }
  let sorted = samples.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// How long `body` takes, in seconds.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  try ContinuousClock().measure(body) / .seconds(1)
}

/// Four digits after the point, or as many significant ones for small numbers.
private func rounded(_ value: Double) -> Double {
  abs(value) < 1 ? (value * 1e6).rounded() / 1e6 : (value * 1e4).rounded() / 1e4
}

private func loadAverage() -> Double {
  var load = 0.0
  return getloadavg(&load, 1) == 1 ? (load * 100).rounded() / 100 : -1
}

private func peakMemoryMib() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss / 1024
}
