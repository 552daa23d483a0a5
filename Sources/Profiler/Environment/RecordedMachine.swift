import Files
import Foundation

/// What a recording holds beside the system's files and hwloc's `topology.xml`, as `machine.json`.
struct RecordedFacts: Codable {
  var topology: Topology
  var program: ProgramFacts
  var activity: Activity?
  var counters: RecordedCounters
}

extension Machine {
  private static let factsName = "machine.json"
  private static let topologyName = "topology.xml"
  /// A recording is hundreds of kilobytes at most.
  private static let sizeLimit = 16 << 20

  /// The machine in a recording: a folder of system files, with `topology.xml` and `machine.json`.
  ///
  /// - Throws: ``MachineError`` naming the file that cannot be understood.
  public init(recorded folder: String) throws(MachineError) {
    func text(_ name: String) throws(MachineError) -> String {
      do throws(FileError) {
        return try WholeFile.readText("\(folder)/\(name)", limit: Self.sizeLimit)
      } catch {
        throw .unreadable(file: "\(folder)/\(name)", reason: "\(error)")
      }
    }
    let json = Data(try text(Self.factsName).utf8)
    var facts: RecordedFacts
    do {
      facts = try JSONDecoder().decode(RecordedFacts.self, from: json)
    } catch {
      throw .unreadable(file: "\(folder)/\(Self.factsName)", reason: "it is not what a recording holds: \(error)")
    }
    guard facts.topology.isPlausible else {
      throw .unreadable(
        file: "\(folder)/\(Self.factsName)", reason: "its cores must have processors, each its own, numbered from 0")
    }
    facts.topology.xml = try text(Self.topologyName)
    let activity = facts.activity
    self.init(
      files: SystemFiles(root: folder), topology: facts.topology, program: facts.program,
      counterSource: facts.counters
    ) { _ in activity }
  }

  /// Writes a recording of this machine into `folder`: every file that its environment and its doctor read, the
  /// topology, and the answers of its counters.
  ///
  /// - Throws: ``MachineError/unwritable(file:reason:)``.
  public func record(to folder: String) throws(MachineError) {
    _ = Doctor(self).findings
    let facts = RecordedFacts(
      topology: topology, program: program, activity: activity, counters: RecordedCounters(asking: counterSource))
    var texts = files.filesRead
    texts[Self.topologyName] = topology.xml
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      texts[Self.factsName] = String(decoding: try encoder.encode(facts), as: UTF8.self) + "\n"
    } catch {
      throw .unwritable(file: "\(folder)/\(Self.factsName)", reason: "\(error)")
    }
    for (path, text) in texts.sorted(by: { $0.key < $1.key }) {
      let file = URL(fileURLWithPath: folder).appendingPathComponent(path)
      do {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try WholeFile.write(text, to: file.path)
      } catch let error as FileError {
        throw .unwritable(file: file.path, reason: "\(error)")
      } catch {
        throw .unwritable(file: file.path, reason: error.localizedDescription)
      }
    }
  }
}
