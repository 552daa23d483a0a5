/// What a reproduction does not have, and which step makes it.
struct Gaps {
  private let found: Reproduction

  init(_ found: Reproduction) { self.found = found }

  /// A sentence for each gap.
  var sentences: [String] {
    [profile, training, search, devices, designs].compactMap { $0 } + qualities
  }

  private var profile: String? {
    found.profile == nil ? "profile.json is missing: 'hatbench profile --output DIR/profile.json' makes it" : nil
  }

  private var training: String? {
    guard found.superTrainingTime == nil else { return nil }
    return "the SuperTransformer's training is missing: 'hatbench train --output DIR/super' makes it"
  }

  private var search: String? {
    guard found.searches.isEmpty else { return nil }
    return "search/search.json is missing: 'hatbench search --checkpoint DIR/super --verify --json' makes it"
  }

  private var devices: String? {
    guard found.devices == nil else { return nil }
    return "devices/search.json is missing: 'hatbench search --json' with several --profile makes it"
  }

  private var designs: String? {
    guard !found.designs.contains(where: { $0.design != nil }) else { return nil }
    return "there are no designs to compare: put their files into designs/"
  }

  private var qualities: [String] {
    guard !found.designs.isEmpty else { return [] }
    let all: [(String, String, (Reproduction.Design) -> Bool)] = [
      (
        "the measured latency", "'hatbench measure --designs DIR/designs --json > DIR/latency.json'",
        { $0.latency == nil }
      ),
      (
        "the quality with inherited weights",
        "'hatbench evaluate --checkpoint DIR/super --design D.yml --json > DIR/inherited/NAME.json'",
        { $0.inherited == nil }
      ),
      (
        "the quality from scratch", "'hatbench train --design D.yml', then 'evaluate --json > DIR/scratch/NAME.json'",
        { $0.scratch == nil }
      ),
    ]
    return all.compactMap { what, step, isMissing in
      let names = found.designs.filter(isMissing).map(\.name)
      guard !names.isEmpty else { return nil }
      let whose = names.count == found.designs.count ? "every design" : names.joined(separator: ", ")
      return "\(what) of \(whose) is missing: \(step) makes it"
    }
  }
}
