import Files
import FoundationEssentials
import Glibc

/// The folder of a preparation: made beside its place and moved there when it is whole.
struct PreparationFolder {
  let path: String

  init(_ path: String) {
    var path = path
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  private var manifestPath: String { "\(path)/\(PreparationManifest.name)" }

  /// What the preparation in the folder was made from.
  func manifest() throws(TranslationDataError) -> PreparationManifest {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try WholeFile.read(manifestPath, limit: 1 << 24) } catch {
      throw .unreadable(file: manifestPath, reason: "\(error)")
    }
    struct Version: Decodable {
      let format: Int
    }
    do {
      // Another version may have other fields.
      let format = try JSONDecoder().decode(Version.self, from: Data(bytes)).format
      guard format == PreparationManifest.currentFormat else {
        throw TranslationDataError.mismatched(
          "'\(path)' was prepared by another version of hatbench (format \(format)): remove the folder and prepare again"
        )
      }
      return try JSONDecoder().decode(PreparationManifest.self, from: Data(bytes))
    } catch let error as TranslationDataError {
      throw error
    } catch {
      throw .malformed(
        file: manifestPath, line: nil, found: "something else", expected: "what a preparation was made from")
    }
  }

  /// The manifest of what is there, nil if nothing is.
  ///
  /// - Throws: `impossible` if the folder holds anything that no preparation made, which must not be replaced.
  func present() throws(TranslationDataError) -> PreparationManifest? {
    restoreOld()
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let names = try DataSource.names(in: path)
    if names.isEmpty { return nil }
    guard names.contains(PreparationManifest.name) else {
      throw .impossible("'\(path)' holds other files (\(names[0]), …): name a folder that is empty or new")
    }
    return try manifest()
  }

  /// Makes a folder with `body` and the manifest that it returns, and puts it in the place of what is there.
  ///
  /// Stopped half-way, it leaves the old folder and a folder that ends in `.partial`, which the next run removes.
  func replace(
    with body: (_ temporary: String) throws(TranslationDataError) -> PreparationManifest
  ) throws(TranslationDataError) {
    let temporary = "\(path).partial"
    try demandNothingForeign()
    remove(temporary)
    do throws(TranslationDataError) {
      try PipelineFile.makeFolder(temporary)
      var manifest = try body(temporary)
      manifest.files = try DataSource.names(in: temporary)
      try Self.write(manifest, to: "\(temporary)/\(PreparationManifest.name)")
      try move(temporary)
    } catch {
      remove(temporary)
      throw error
    }
  }

  /// What the user put beside an old preparation is not ours to remove.
  private func demandNothingForeign() throws(TranslationDataError) {
    guard let old = try present() else { return }
    let foreign = Set(try DataSource.names(in: path)).subtracting(old.files).subtracting([PreparationManifest.name])
    guard let name = foreign.min() else { return }
    throw .impossible(
      "'\(path)' must be prepared anew and also holds '\(name)', which the preparation did not make: move it away, or name "
        + "another folder")
  }

  /// Puts the old folder back if a run was stopped just when its successor was to take its place.
  private func restoreOld() {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    _ = rename("\(path).old", path)
  }

  /// The old folder makes room first: a folder with files cannot be renamed over.
  private func move(_ temporary: String) throws(TranslationDataError) {
    let old = "\(path).old"
    remove(old)
    let hadOld = rename(path, old) == 0
    guard rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      if hadOld { rename(old, path) }
      throw .unwritable(file: path, reason: reason)
    }
    remove(old)
  }

  private func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }

  private static func write(_ manifest: PreparationManifest, to path: String) throws(TranslationDataError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      try WholeFile.write([Array(try encoder.encode(manifest)), [UInt8(ascii: "\n")]], to: path)
    } catch { throw .unwritable(file: path, reason: "\(error)") }
  }
}
