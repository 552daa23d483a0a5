import Foundation

/// The profiles that can be asked for by name: shipped with hatbench, and the user's own.
///
/// A local profile hides a shipped one of the same name.
public struct ProfileCatalogue: Sendable {
  /// Folders searched, in order.
  public let folders: [URL]

  /// A catalogue of the given folders.
  public init(folders: [URL]) { self.folders = folders }

  /// The user's folder, then the shipped one.
  ///
  /// The user's is `HATBENCH_PROFILES`, or `hatbench/profiles` under `XDG_DATA_HOME` or `~/.local/share`. The shipped one is
  /// the `hardware-profiles` folder of the nearest folder above the running program.
  public static var standard: ProfileCatalogue {
    let environment = ProcessInfo.processInfo.environment
    let dataHome =
      environment["XDG_DATA_HOME"].map { URL(fileURLWithPath: $0) }
      ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".local/share")
    let local =
      environment["HATBENCH_PROFILES"].map { URL(fileURLWithPath: $0) }
      ?? dataHome.appendingPathComponent("hatbench/profiles")
    return ProfileCatalogue(folders: [local] + [shippedFolder].compactMap { $0 })
  }

  private static var shippedFolder: URL? {
    var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appendingPathComponent("hardware-profiles")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// The names that can be asked for, each once, sorted.
  public var names: [String] {
    // Most users have no folder of their own; one that is not there, or may not be read, offers no names.
    let files = folders.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0.path)) ?? [] }
    return Set(files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }).sorted()
  }

  /// The profile called `name`, or the one in the file at that path.
  ///
  /// - Throws: ``HardwareError/unknownProfile(_:known:)`` if there is neither, or the file's own error.
  public func profile(_ name: String) throws(HardwareError) -> HardwareProfile {
    if name.contains("/") || name.hasSuffix(".json") { return try HardwareProfile.load(file: name) }
    for folder in folders {
      let file = folder.appendingPathComponent("\(name).json")
      if FileManager.default.fileExists(atPath: file.path) { return try HardwareProfile.load(file: file.path) }
    }
    throw .unknownProfile(name, known: names)
  }
}
