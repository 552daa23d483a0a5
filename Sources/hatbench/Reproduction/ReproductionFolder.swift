import Foundation
import Hardware
import Quantities
import Training
import TransformerIR

/// The folder that a reproduction of HAT leaves.
///
/// ```
/// profile.json          this machine's profile
/// super/                the SuperTransformer's training run
/// search/search.json    what 'search --json' found for this machine
/// devices/search.json   the same for several devices
/// designs/NAME.yml      the compared designs
/// latency.json          'measure --designs … --json' of all of them
/// inherited/NAME.json   'evaluate --json' with the SuperTransformer's weights
/// scratch/NAME/         the design's own training run, and NAME.json: 'evaluate --json' of it
/// ```
struct ReproductionFolder {
  private let path: String

  init(_ path: String) { self.path = path }

  /// Reads what is there.
  ///
  /// - Throws: ``ReproductionError`` if there is nothing, or a file is damaged; the design's own error for a design.
  func read() throws -> Reproduction {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      throw ReproductionError.noFolder(path)
    }
    var found = Reproduction()
    try readRuns(into: &found)
    try readSearches(into: &found)
    try readDesigns(into: &found)
    guard !found.designs.isEmpty || !found.searches.isEmpty || found.devices != nil || found.superTrainingTime != nil
    else { throw ReproductionError.nothing(path) }
    found.missing = Gaps(found).sentences
    found.doubts += Comparability(found.designs).doubts
    return found
  }

  /// The profile, the SuperTransformer's run and the space that its plan has.
  private func readRuns(into found: inout Reproduction) throws {
    let profile = "\(path)/profile.json"
    if FileManager.default.fileExists(atPath: profile) {
      found.profile = try HardwareProfile.load(file: profile).name
    }
    found.superTrainingTime = try TrainingTime.read("\(path)/super")
    guard let plan = try file("super/run.json", "'hatbench train --output'").read(PlanRecord.self) else { return }
    do throws(TransformerIRError) {
      found.space = try SearchSpace.parse(yaml: plan.space, name: "space").space
    } catch {
      throw file("super/run.json", "'hatbench train --output'").damaged("\(error)")
    }
  }

  private func readSearches(into found: inout Reproduction) throws {
    let how = "'hatbench search --json'"
    found.searches = try file("search/search.json", how).read(SearchesRecord.self)?.searches ?? []
    found.devices = try file("devices/search.json", how).read(SearchesRecord.self)
  }

  private func readDesigns(into found: inout Reproduction) throws {
    let measured = try file("latency.json", "'hatbench measure --designs --json'").read(MeasurementRecord.self)
    if let measured {
      found.machine = "\(measured.processor), runtime \(measured.runtime), \(measured.threads) threads"
      found.space = found.space ?? SearchSpace.shipped.first { $0.name == measured.space }
    }
    let folder = "\(path)/designs"
    let own = FileManager.default.fileExists(atPath: folder) ? try DesignFolder.load(folder) : []
    let times = Dictionary((measured?.designs ?? []).map { ($0.name, $0) }) { first, _ in first }
    let names = Set(own.map(\.name) + Array(times.keys) + listed("inherited") + listed("scratch"))
    let designs = Dictionary(own.map { ($0.name, $0.design) }) { first, _ in first }
    found.designs = try names.map { name in
      try read(name, designs[name], times[name], &found)
    }.sorted { ($0.role.order, $0.name) < ($1.role.order, $1.name) }
    found.doubts.sort()
    found.doubts += strangers(found)
  }

  /// Puts together what is known of one design. What belongs to another design of that name is left out, and said.
  private func read(
    _ name: String, _ design: SubTransformer?, _ measured: MeasurementRecord.Design?, _ found: inout Reproduction
  ) throws -> Reproduction.Design {
    var item = Reproduction.Design(name: name, role: .init(name: name))
    item.design = design ?? measured?.design.design
    if let measured {
      if measured.design.design == item.design {
        item.latency = measured.latency
      } else {
        found.doubts.append("latency.json is of another design called '\(name)' and was left out: measure it again")
      }
    }
    for (place, quality) in [("inherited", \Reproduction.Design.inherited), ("scratch", \.scratch)] {
      let file = file("\(place)/\(name).json", "'hatbench evaluate --json'")
      guard let result = try file.read(EvaluationResult.self) else { continue }
      try check(result, file)
      if let design = item.design, "\(design)" != result.design {
        found.doubts.append(
          "\(place)/\(name).json is of another design (\(result.design)) and was left out: evaluate '\(name)' again")
      } else {
        item[keyPath: quality] = result
      }
    }
    item.trainingTime = try TrainingTime.read("\(path)/scratch/\(name)")
    if let design = item.design, let space = found.space {
      do throws(TransformerIRError) {
        item.parameters = try Workload(design: design, architecture: space.architecture, setting: space.setting)
          .parameterCount()
      } catch {
        found.doubts.append("the design '\(name)' does not fit the space: \(error)")
      }
    }
    return item
  }

  /// Winners that no search in the folder has chosen: what is told of the searches is not told of them.
  private func strangers(_ found: Reproduction) -> [String] {
    guard !found.searches.isEmpty else { return [] }
    let chosen = Set(found.searches.map(\.winner))
    return found.designs.filter { item in item.role == .winner && item.design.map { !chosen.contains($0) } == true }
      .map { "the design '\($0.name)' is not what any search in search/search.json chose: is it of an earlier one?" }
  }

  private func check(_ result: EvaluationResult, _ file: JSONFile) throws(ReproductionError) {
    if let interval = result.sacreBLEUInterval, interval.count != 2 || !(interval[0] <= interval[1]) {
      throw file.damaged("found \(interval) at sacrebleu_interval, expected the two ends of an interval")
    }
  }

  private func file(_ name: String, _ command: String) -> JSONFile {
    JSONFile(path: "\(path)/\(name)", remedy: "make it again with \(command), or remove it")
  }

  /// The designs that a folder has evaluations or runs of.
  private func listed(_ folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []
    return names.compactMap { name in
      if name.hasPrefix(".") { return nil }
      if name.hasSuffix(".json") { return String(name.dropLast(".json".count)) }
      return FileManager.default.fileExists(atPath: "\(path)/\(folder)/\(name)/run.json") ? name : nil
    }
  }
}

/// Of a run's plan what a report needs.
private struct PlanRecord: Decodable {
  /// The space as YAML.
  var space: String
}

extension Reproduction.Role {
  fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
