import Foundation
import Quantities
import TransformerIR

/// Design files that carry their measured latency in their names, as HAT's published ones do:
/// `HAT_wmt14ende_raspberrypi@3.5s_bleu@25.8.yml`.
public struct NamedDesigns: Sendable {
  /// One design with its measured latency.
  public struct Item: Sendable {
    /// The file's name without its suffix.
    public var name: String
    /// The design.
    public var design: SubTransformer
    /// The latency in the name.
    public var measured: Seconds
  }

  /// The designs, by name.
  public var items: [Item] = []
  /// What was left out or not understood.
  public var warnings: [String] = []

  /// Reads the YAML files in `folder` that were measured on the device called `profile` and belong to `space`.
  ///
  /// A name of the form `HAT_TASK_DEVICE@…` is left out if its device is not the profile's or its task not the space's; other
  /// names with a latency after their first `@` are all taken.
  ///
  /// - Throws: ``CostModelError/unreadable(file:reason:)`` for the folder, the design's own error for a file.
  public init(folder: String, profile: String, space: String) throws {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
        $0.hasSuffix(".yml") || $0.hasSuffix(".yaml")
      }.sorted()
    } catch {
      throw CostModelError.unreadable(file: folder, reason: "it is not a folder of designs")
    }
    var otherDevices = 0
    for name in names {
      let stem = String(name[..<name.lastIndex(of: ".")!])
      guard let measured = Self.latency(in: stem) else {
        warnings.append("\(name) has no latency such as '@350ms' in its name and was left out")
        continue
      }
      if let (task, device) = Self.taskAndDevice(in: stem),
        !Self.letters(profile).hasPrefix(Self.letters(device)) || !task.hasPrefix(space.prefix { $0 != "-" })
      {
        otherDevices += 1
        continue
      }
      let (design, problems) = try SubTransformer.load(file: folder + "/" + name)
      warnings += problems
      items.append(Item(name: stem, design: design, measured: measured))
    }
    if otherDevices > 0 {
      warnings.append("\(otherDevices) designs of other devices or tasks than \(profile) and \(space) were left out")
    }
  }

  /// The latency after the first `@`, up to the next underscore.
  private static func latency(in stem: String) -> Seconds? {
    guard let at = stem.firstIndex(of: "@") else { return nil }
    return Seconds(stem[stem.index(after: at)...].prefix { $0 != "_" })
  }

  /// The second and third part of `HAT_TASK_DEVICE@…`.
  private static func taskAndDevice(in stem: String) -> (task: Substring, device: Substring)? {
    let parts = stem.prefix { $0 != "@" }.split(separator: "_")
    return parts.count == 3 && parts[0] == "HAT" ? (parts[1], parts[2]) : nil
  }

  private static func letters(_ name: some StringProtocol) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
