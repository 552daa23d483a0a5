import Foundation
import TestSupport
import Testing
import TransformerIR

@testable import hatbench

@Suite struct DesignFolderTests {
  private let design = SyntheticReproduction.design(ffn: 256, layers: 2)

  private func withFiles(_ names: String..., body: (String) throws -> Void) throws {
    try SharedFiles.withTemporaryFolder { folder in
      for name in names { try Data(design.yaml.utf8).write(to: folder.appendingPathComponent(name)) }
      try body(folder.path)
    }
  }

  @Test func everyDesignIsReadInTheOrderOfNames() throws {
    try withFiles("winner@50pc.yml", "b.yaml", "a.yml", "notes.txt", ".hidden.yml") { folder in
      let items = try DesignFolder.load(folder)
      #expect(items.map(\.name) == ["a", "b", "winner@50pc"] && items.allSatisfy { $0.design == design })
    }
  }

  @Test func twoFilesOfOneNameAreRefused() throws {
    try withFiles("a.yaml", "a.yaml.yml", "a.yml") { folder in
      let error = try #require(throws: CleanMessage.self) { try DesignFolder.load(folder) }
      #expect(error.description.contains("called 'a'"))
    }
  }

  @Test func aFolderWithoutDesignsIsExplained() throws {
    try withFiles("notes.txt") { folder in
      for path in [folder, folder + "/none", folder + "/notes.txt"] {
        let run = try CommandLine.run("measure", "--designs", path, "--space", "tiny")
        #expect(run.status == 1 && run.errors.contains("design files (HAT's YAML)"), "\(run.errors)")
      }
    }
  }

  /// The designs are taken; measuring them is what a debug build refuses.
  @Test func aFolderOfDesignsCanBeMeasured() throws {
    try withFiles("a.yml", "b.yml") { folder in
      let run = try CommandLine.run("measure", "--designs", folder, "--space", "tiny")
      #expect(run.status == 1 && run.errors.contains("debug build"), "\(run.errors)")
      for other in [["--design", "a.yml"], ["--samples", "2"]] {
        let both = try CommandLine.run(["measure", "--designs", folder] + other)
        #expect(both.status == 64 && both.errors.contains("one of --design"), "\(both.errors)")
      }
    }
  }
}
