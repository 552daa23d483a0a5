import ArgumentParser
import CostModel
import HATSearch
import Quantities
import Reporting
import TransformerIR

/// A latency limit as it is written on the command line: `350ms`, `5s`, or `50%` of what the space's largest design takes.
enum LatencyLimit: Hashable, ExpressibleByArgument {
  case time(Seconds)
  /// A share of the largest design's predicted latency, in 0...1.
  case share(Double)

  init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let percent = Double(argument.dropLast()), percent > 0, percent <= 1000 else { return nil }
      self = .share(percent / 100)
    } else {
      guard let time = Seconds(argument: argument) else { return nil }
      self = .time(time)
    }
  }

  /// The limit on `device`.
  func time(on device: DeviceLatency, of space: SearchSpace) -> Seconds {
    switch self {
    case .time(let time): return time
    case .share(let share):
      let largest = AveragedWorkload(
        averages: DesignAverages(of: space.largest), architecture: space.architecture, setting: space.setting)
      return share * device.predict(largest).latency
    }
  }

  /// For tables: `350 ms`, `50 % of the largest design's`.
  var name: String {
    switch self {
    case .time(let time): "\(time)"
    case .share(let share): "\(Numeral.text(100 * share)) % of the largest design's"
    }
  }

  /// For file names: `350ms`, `50pc`.
  var fileName: String {
    switch self {
    case .time(let time): "\(time)".filter { $0 != " " }
    case .share(let share): "\((1000 * share).rounded() / 10)pc".replacing(".0pc", with: "pc")
    }
  }
}
