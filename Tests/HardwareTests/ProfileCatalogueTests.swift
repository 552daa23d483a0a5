import Foundation
import Hardware
import TestSupport
import Testing

@Suite struct ProfileCatalogueTests {
  /// Two folders, `local` before `shipped`; each listed profile is the example with the folder as its device's model.
  private func withCatalogue(
    local: [String], shipped: [String], _ body: (ProfileCatalogue, URL) throws -> Void
  ) throws {
    try SharedFiles.withTemporaryFolder { root in
      var folders: [URL] = []
      for (folder, names) in [("local", local), ("shipped", shipped)] {
        folders.append(root.appendingPathComponent(folder))
        try FileManager.default.createDirectory(at: folders.last!, withIntermediateDirectories: true)
        for name in names {
          var profile = HardwareProfile.example
          profile.name = name
          profile.device.model = folder
          try profile.save(file: folders.last!.appendingPathComponent("\(name).json").path)
        }
      }
      try body(ProfileCatalogue(folders: folders), root)
    }
  }

  @Test func namesOfAllFoldersAreListedOnceAndSorted() throws {
    try withCatalogue(local: ["pi", "mine"], shipped: ["xeon", "pi"]) { (catalogue, _) throws in
      #expect(catalogue.names == ["mine", "pi", "xeon"])
    }
  }

  @Test func aLocalProfileHidesAShippedOne() throws {
    try withCatalogue(local: ["pi"], shipped: ["pi", "xeon"]) { (catalogue, _) throws in
      #expect(try catalogue.profile("pi").device.model == "local")
      #expect(try catalogue.profile("xeon").device.model == "shipped")
    }
  }

  @Test func aPathIsReadWhateverTheFoldersHold() throws {
    try withCatalogue(local: ["pi"], shipped: []) { (_, root) throws in
      let path = root.appendingPathComponent("local/pi.json").path
      #expect(try ProfileCatalogue(folders: []).profile(path).name == "pi")
    }
  }

  @Test func anUnknownNameListsTheKnownOnes() throws {
    try withCatalogue(local: ["pi"], shipped: ["xeon"]) { (catalogue, _) throws in
      #expect(
        message { _ = try catalogue.profile("p1") }
          == "no profile named 'p1'; known are pi, xeon, or give the path of a JSON file")
    }
  }

  @Test func anUnknownNameWithoutAnyProfilesSaysWhatToDo() {
    let catalogue = ProfileCatalogue(folders: [URL(fileURLWithPath: "/no/such/folder")])
    #expect(catalogue.names == [])
    #expect(
      message { _ = try catalogue.profile("pi") }
        == "no profile named 'pi'; none is installed: fit one with 'hatbench fit', or give the path of a JSON file")
  }

  @Test func aBrokenLocalProfileIsAnErrorNotASilentFallback() throws {
    try withCatalogue(local: [], shipped: ["pi"]) { (catalogue, root) throws in
      try Data("{".utf8).write(to: root.appendingPathComponent("local/pi.json"))
      #expect(message { _ = try catalogue.profile("pi") }.contains("local/pi.json"))
    }
  }
}

/// The profiles in the repository's `hardware-profiles`.
@Suite struct ShippedProfileTests {
  private let folder = SharedFiles.repository.appendingPathComponent("hardware-profiles")

  @Test func everyShippedProfileLoadsUnderItsName() throws {
    let catalogue = ProfileCatalogue(folders: [folder])
    #expect(!catalogue.names.isEmpty, "no profile is shipped")
    for name in catalogue.names {
      let profile = try catalogue.profile(name)
      #expect(profile.name == name)
      #expect(!profile.latencyModels.isEmpty, "\(name)")
    }
  }

  /// Differences between two versions of a profile are then differences of content.
  @Test func everyShippedProfileIsWrittenAsWeWriteIt() throws {
    let catalogue = ProfileCatalogue(folders: [folder])
    for name in catalogue.names {
      let file = folder.appendingPathComponent("\(name).json")
      #expect(try catalogue.profile(name).json() == Data(contentsOf: file), "\(name)")
    }
  }
}
