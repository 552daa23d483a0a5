import Foundation
import Hardware
import Quantities

extension MeasuredCeilings.Peak {
  /// FLOPs a second.
  var rate: Double { throughput.perSecond.value }
  /// The same, as people read it.
  var rateText: String { Profiler.rateText(rate) }
  /// What it is a peak of.
  var text: String { "\(precision) peak of \(instructionSet) with \(threadsText(threads))" }
}

extension MeasuredCeilings.BandwidthCurve {
  /// What it is a curve of, to begin a sentence with.
  var text: String { "The \(access) with \(threadsText(threads))" }
}

/// `1 thread`, `2 threads`.
func threadsText(_ threads: Int) -> String { threads == 1 ? "1 thread" : "\(threads) threads" }

/// Bytes, as people read them.
func sizeText(_ bytes: ByteCount) -> String { String(format: "%.3g MiB", bytes.value / 1_048_576) }

/// FLOPs a second, as people read them.
func rateText(_ rate: Double) -> String { String(format: "%.1f GFLOP/s", rate / 1e9) }

/// Bytes a second, as people read them.
func byteRateText(_ rate: Double) -> String { String(format: "%.1f GB/s", rate / 1e9) }
