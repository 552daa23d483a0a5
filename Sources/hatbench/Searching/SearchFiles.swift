import ArgumentParser
import CostModel
import Foundation

/// Where a search writes: decided, and found to be different places, before anything is spent.
struct SearchFiles {
  /// The design of each device and limit.
  let designs: [[String]]
  /// The losses of inherited weights.
  let losses: String

  /// - Throws: `ValidationError` if two things would be written to one place; `CleanMessage` if a folder cannot be made.
  init(_ command: Search, _ devices: [DeviceLatency]) throws {
    let limits = command.limit.isEmpty ? [nil] : command.limit.map { Optional($0) }
    let output = command.output
    var isFolder: ObjCBool = false
    let isThere = output.map { FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) } ?? false
    let hasFolder = devices.count * limits.count > 1 || output?.hasSuffix("/") ?? false || isThere && isFolder.boolValue
    let folder = hasFolder ? output : nil
    if let folder {
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw CleanMessage("cannot make the folder '\(folder)': \(error.localizedDescription); choose another --output")
      }
    }
    let place = URL(fileURLWithPath: command.inherited.checkpoint ?? command.space ?? "wmt")
      .deletingPathExtension().lastPathComponent
    designs = devices.map { device in
      limits.map { limit in
        if let output, !hasFolder { return output }
        // `raspberry-pi-4-wmt-5s.yml`; a space from a file is called by the file's name.
        let file = "\(device.profile.name)-\(place)-\(limit?.fileName ?? "front").yml"
        return folder.map { ($0.hasSuffix("/") ? $0 : $0 + "/") + file } ?? file
      }
    }
    losses =
      command.inherited.losses
      ?? (folder.map { ($0.hasSuffix("/") ? $0 : $0 + "/") + "losses" }
        ?? URL(fileURLWithPath: output ?? "search").deletingPathExtension().relativePath + ".losses")
    var written = designs.flatMap { $0 } + [command.results.report].compactMap { $0 }
    if command.inherited.checkpoint != nil { written.append(losses) }
    let places = Dictionary(grouping: written) { URL(fileURLWithPath: $0).standardizedFileURL.path }
    if let twice = places.values.first(where: { $0.count > 1 }) {
      throw ValidationError(
        "two things would be written to '\(twice[0])': give other names, or leave out a device or a limit that is there twice"
      )
    }
  }
}
