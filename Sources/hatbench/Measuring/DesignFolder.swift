import Foundation
import TransformerIR

/// The designs in a folder: every YAML file, in the order of names.
enum DesignFolder {
  /// A design, called as its file without the suffix.
  struct Item {
    var name: String
    var design: SubTransformer
    /// A sentence per key of the file that is not part of a design.
    var warnings: [String]
  }

  /// Reads all designs in `folder`.
  ///
  /// - Throws: `CleanMessage` if it is no folder, has no designs, or two files of one name; the design's own error for a file.
  static func load(_ folder: String) throws -> [Item] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw CleanMessage("'\(folder)' is not a folder that can be read: give one of design files (HAT's YAML)")
    }
    let files = names.filter { !$0.hasPrefix(".") && ($0.hasSuffix(".yml") || $0.hasSuffix(".yaml")) }.sorted()
    guard !files.isEmpty else {
      throw CleanMessage("there is no .yml or .yaml file in '\(folder)': give a folder of design files (HAT's YAML)")
    }
    let items = try files.map { file in
      let (design, warnings) = try SubTransformer.load(file: "\(folder)/\(file)")
      return Item(name: String(file[..<file.lastIndex(of: ".")!]), design: design, warnings: warnings)
    }
    let twice = Dictionary(grouping: items, by: \.name).filter { $1.count > 1 }.keys.min()
    if let twice { throw CleanMessage("two designs in '\(folder)' are called '\(twice)': rename one of the files") }
    return items
  }
}
