import Foundation
import Quantities
import TestSupport
import Testing
import TransformerIR

@testable import CostModel

@Suite struct NamedDesignsTests {
  /// The designs found in a folder that holds WMT's smallest design under each of `names`.
  private func designs(_ names: [String], profile: String = "raspberry-pi-4", space: String = "wmt") throws
    -> NamedDesigns
  {
    try SharedFiles.withTemporaryFolder { folder in
      for name in names {
        try Data(SearchSpace.wmt.smallest.yaml.utf8).write(to: folder.appendingPathComponent(name))
      }
      return try NamedDesigns(folder: folder.path, profile: profile, space: space)
    }
  }

  @Test func hatsNamesCarryTheLatency() throws {
    let found = try designs([
      "HAT_wmt14ende_raspberrypi@3.5s_bleu@25.8.yml", "HAT_wmt14ende_raspberrypi@4.0s_bleu@26.9.yml",
    ])
    #expect(found.items.map(\.measured) == [Seconds(3.5), Seconds(4)])
    #expect(found.items[0].name == "HAT_wmt14ende_raspberrypi@3.5s_bleu@25.8")
    #expect(found.items[0].design == SearchSpace.wmt.smallest)
    #expect(found.warnings == [])
  }

  @Test func otherDevicesAndTasksAreLeftOutWithOneWarning() throws {
    let found = try designs([
      "HAT_wmt14ende_raspberrypi@3.5s_bleu@25.8.yml", "HAT_wmt14ende_xeon@137.9ms_bleu@25.8.yml",
      "HAT_iwslt14deen_raspberrypi@3.5s_bleu@25.8.yml",
    ])
    #expect(found.items.count == 1)
    #expect(found.warnings == ["2 designs of other devices or tasks than raspberry-pi-4 and wmt were left out"])
  }

  @Test func anyOtherNameWithALatencyIsTaken() throws {
    let found = try designs(["mine@350ms.yaml", "winner@80us_final.yml", "notes.txt"], profile: "xeon")
    #expect(found.items.map(\.name) == ["mine@350ms", "winner@80us_final"])
    #expect(found.items.map(\.measured.milliseconds) == [350, 0.08])
  }

  @Test(arguments: ["plain.yml", "bad@fast.yml", "bad@5.yml", "bad@0s.yml", "@.yml"])
  func aNameWithoutALatencyIsLeftOutWithAWarning(name: String) throws {
    let found = try designs([name])
    #expect(found.items.isEmpty)
    #expect(found.warnings == ["\(name) has no latency such as '@350ms' in its name and was left out"])
  }

  @Test func aFileThatIsNotADesignIsAnError() throws {
    try SharedFiles.withTemporaryFolder { folder in
      try Data("a: 1".utf8).write(to: folder.appendingPathComponent("x@1s.yml"))
      #expect(throws: TransformerIRError.self) {
        try NamedDesigns(folder: folder.path, profile: "pi", space: "wmt")
      }
    }
  }

  @Test func aMissingFolderIsAnError() {
    #expect(
      message { _ = try NamedDesigns(folder: "/no/such", profile: "pi", space: "wmt") }
        == "cannot read '/no/such': it is not a folder of designs")
  }

  /// Of HAT's 22: six for the Raspberry Pi, five for the TITAN Xp on IWSLT.
  @Test(
    .enabled(if: SharedFiles.data("hat-subtransformers") != nil, "no published designs beside the checkout"),
    arguments: [("raspberry-pi-4", "wmt", 6), ("xeon-e5-2640-v4", "wmt-latency", 6), ("titan-xp", "iwslt", 5)])
  func publishedDesignsAreFoundByDeviceAndTask(profile: String, space: String, count: Int) throws {
    let folder = try #require(SharedFiles.data("hat-subtransformers"))
    #expect(try NamedDesigns(folder: folder.path, profile: profile, space: space).items.count == count)
  }
}
