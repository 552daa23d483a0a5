import CostModel
import Foundation
import Hardware
import Profiler
import Quantities
import Statistics
import TensorEngine
import TransformerIR

// What the simulator takes, and how fast memory is read at this moment.
//   simulator-benchmark time PROFILE.json…          microseconds of the closed form, milliseconds of a replay
//   simulator-benchmark bandwidth MB… [--threads N] GB/s of reading working sets of so many megabytes

/// The median time of `count` calls, each repeated until it takes milliseconds.
func median(_ count: Int, repeating: Int, _ body: () -> Double) -> Double {
  var sum = 0.0
  let times = (0..<count).map { _ in
    let began = RawClock.system.now()
    for _ in 0..<repeating { sum += body() }
    return (RawClock.system.now() - began) / Double(repeating)
  }
  precondition(sum.isFinite)
  return times.median
}

func timeSimulations(_ paths: [String]) throws {
  // Transformer-base: 512 channels, 2,048 hidden, six layers and eight heads in each stack.
  let layer = SubTransformer.EncoderLayer(ffn: 2048, heads: 8)
  let decoderLayer = SubTransformer.DecoderLayer(ffn: 2048, selfHeads: 8, crossHeads: 8, attended: .last)
  let design = SubTransformer(
    encoder: .init(embedding: 512, layers: Array(repeating: layer, count: 6)),
    decoder: .init(embedding: 512, layers: Array(repeating: decoderLayer, count: 6)))
  let space = SearchSpace.wmt
  let workload = try Workload(design: design, architecture: space.architecture, setting: space.setting)
  for path in paths {
    let device = try DeviceLatency(HardwareProfile.load(file: path), space: space)
    let averaged = AveragedWorkload(of: workload)
    let closed = median(201, repeating: 1000) { device.predict(averaged).latency.value }
    let simulator = ScheduleSimulator(device)
    let replay = median(101, repeating: 1) { simulator.simulate(workload).latency.value }
    let events = simulator.simulate(workload).events.count
    print(
      "\(device.profile.name) (\(device.model.runtime.rawValue)): closed form \(1e6 * closed) µs, "
        + "replay \(1e3 * replay) ms (\(events) operators, \(workload.setting.targetLength) steps)")
  }
}

func readMemory(_ arguments: [String]) {
  var (sizes, threads) = ([Double](), 1)
  var index = 0
  while index < arguments.count {
    if arguments[index] == "--threads", index + 1 < arguments.count {
      threads = Int(arguments[index + 1]) ?? 1
      index += 1
    } else if let size = Double(arguments[index]) {
      sizes.append(size)
    }
    index += 1
  }
  for size in sizes {
    let probe = BandwidthProbe(access: .read, workingSet: ByteCount(size * 1e6), threads: threads)
    _ = probe.run(1)
    let bytes = BandwidthProbe.work(.read, ByteCount(size * 1e6), threads: threads).value
    let rates = (0..<31).map { _ in bytes / probe.run(1)[0] }
    print("\(size) MB \(rates.median / 1e9) GB/s")
  }
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "time": try timeSimulations(Array(arguments.dropFirst()))
case "bandwidth": readMemory(Array(arguments.dropFirst()))
default:
  print("usage: simulator-benchmark time PROFILE.json… | bandwidth MB… [--threads N]")
  exit(2)
}
