import CostModel
import Foundation
import Hardware
import Quantities
import Randomness
import TensorEngine
import TransformerIR

/// A design is written back, and counted in every space that it fits.
func useDesign(_ text: String) throws {
  let (design, warnings) = try SubTransformer.parse(yaml: text, name: "fuzz")
  keep((design.description, warnings))
  let written = try SubTransformer.parse(yaml: design.yaml, name: "written").design
  precondition(written == design, "a design must read back as it was written")
  for space in SearchSpace.shipped {
    keep(space.contains(design))
    count(design, in: space)
  }
}

/// A space is sampled, and its extremes are counted.
func useSpace(_ text: String) throws {
  let (space, warnings) = try SearchSpace.parse(yaml: text, name: "fuzz")
  keep((space.designCount, warnings))
  var generator = PythonRandom(seed: 1)
  let sample = space.sample(using: &generator)
  precondition(space.contains(sample), "a space must hold its samples")
  precondition(space.design(of: space.gene(of: sample)) == sample, "a gene must encode its design")
  keep(space.design(of: space.randomGene(using: &generator)))
  for design in [space.largest, space.smallest] { count(design, in: space) }
}

/// Parameters, work and memory of `design`, if `space` allows it.
private func count(_ design: SubTransformer, in space: SearchSpace) {
  guard
    let workload = try? Workload(design: design, architecture: space.architecture, setting: space.setting)
  else { return }
  keep((workload.parameterCount(in: .whole), workload.teacherForcedFLOPs(in: .whole), workload.graph().liveMemory()))
  keep(AveragedWorkload(of: workload).totals.work())
}

/// A dataset's rows are counted; a short one may be fitted.
func useDataset(_ text: String) throws {
  let dataset = try LatencyDataset.parse(csv: text, name: "fuzz", space: .wmtLatency)
  keep(dataset.noiseFloorPercent)
  for row in dataset.rows { keep(dataset.workload(of: row).totals.work()) }
  if dataset.rows.count <= 16, isFitted(text) {
    keep(try FitExperiment(dataset: dataset, estimators: [.mean, .flops, .layers, .linear, .physical]).run().report)
  }
}

/// A profile is written back, and predicts the latency of the extremes of a few spaces.
func useProfile(_ text: String) throws {
  let profile = try HardwareProfile.parse(Data(text.utf8), name: "fuzz")
  let written = try HardwareProfile.parse(profile.json(), name: "written")
  precondition(written == profile, "a profile must read back as it was written")
  keep((profile.ceilings.peak(.fp32), profile.ceilings.mainMemoryBandwidth))
  for space in [SearchSpace.wmt, .iwslt, .tiny] {
    let device = try DeviceLatency(profile, space: space)
    for design in [space.largest, space.smallest] {
      let workload = try Workload(design: design, architecture: space.architecture, setting: space.setting)
      let prediction = device.predict(AveragedWorkload(of: workload))
      precondition(
        prediction.latency > .zero && prediction.latency.value.isFinite
          && prediction.interval.contains(prediction.latency), "\(prediction) must be a latency inside its interval")
      keep(device.estimate(workload))
    }
  }
  if isFitted(text) {
    let base = try DeviceLatency(profile, space: .wmt)
    keep(try FitExperiment(dataset: fewRows, estimators: [.physical], base: base).run().report)
  }
}

/// Whether a fit is tried. Fits take a thousand times as long as reading: one file in 64 must do, and always the same
/// ones, so that a crash repeats.
private func isFitted(_ text: String) -> Bool { text.utf8.count.isMultiple(of: 64) }

/// Every tensor is copied out.
func useSafetensors(_ bytes: [UInt8]) throws {
  let file = try Safetensors(bytes: bytes, file: "fuzz")
  for name in file.names {
    keep(try? file.tensor(name))
    keep(try? file.integers(name))
  }
}

/// Every tensor is copied out.
func usePyTorchFile(_ bytes: [UInt8]) throws {
  let file = try PyTorchLegacyFile(bytes: bytes, file: "fuzz")
  for name in file.tensors.names {
    keep(try file.tensor(name, shape: file.tensors[name].shape))
  }
}

/// A duration is printed.
func useSeconds(_ text: String) {
  guard let seconds = Seconds(text) else { return }
  precondition(seconds > .zero && seconds.value.isFinite, "\(seconds.value) s must be a duration")
  keep(seconds.description)
}

/// A dataset so small that fits to it lean on another device's profile.
private let fewRows: LatencyDataset = {
  let rows = (1...10).map { row in
    LatencyDataset.Row(
      averages: DesignAverages(features: [512, 6, 2048, 8, 512, 6, 2048, 8, 8, Double(1 + row % 3)]),
      encoder: Measurement(mean: Seconds(0.1), standardDeviation: nil),
      decoder: Measurement(mean: Seconds(Double(row)), standardDeviation: nil), order: row)
  }
  let space = SearchSpace.wmtLatency
  return LatencyDataset(name: "rows", architecture: space.architecture, setting: space.setting, rows: rows)
}()
