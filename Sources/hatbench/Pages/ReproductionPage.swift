import Quantities
import Reporting
import TransformerIR

/// The report of a reproduction of HAT: what was found, how it was found, and what it cost. A section without numbers is
/// left out; the page says what is missing.
struct ReproductionPage {
  private let summary: ReproductionSummary
  private let words: ReproductionWords
  private var found: Reproduction { summary.found }

  init(_ summary: ReproductionSummary) {
    self.summary = summary
    words = ReproductionWords(summary)
  }

  func write(to path: String) throws { try page().write(to: path) }

  func page() -> Page {
    let sections = [
      overview, quality, drawn, search, verification, agreement, devices, acrossDevices, cost, missing,
    ]
    return Page(
      title: "A reproduction of HAT", subtitle: found.machine ?? found.profile ?? "",
      sections: sections.compactMap { $0 })
  }

  // MARK: Designs

  private var overview: Page.Section? {
    guard !found.designs.isEmpty else { return nil }
    let claim = summary.claim
    var facts = [Page.Fact("the claim", claim.verdict.rawValue)]
    if let winner = claim.winner, let speedUp = winner.speedUp, let difference = winner.difference {
      facts += [
        .init("best winner that is fast enough", winner.name),
        .init("measured speed-up", "\(ReproductionWords.times(speedUp)) ×"),
        .init("\(summary.comparison.score.name) to the largest", ReproductionWords.signed(difference)),
      ]
    }
    if let uncertainty = claim.uncertainty {
      facts.append(.init("uncertainty of a score", "±\(ReproductionWords.hundredths(uncertainty))"))
    }
    if let ratio = summary.cost.ratio {
      facts.append(
        .init("times cheaper than training all", "≥ \(ReproductionWords.times(ratio.lowerBound))"))
    }
    let view = ReproductionView(summary: summary)
    return Page.Section(
      "What was found",
      [.facts(facts)] + words.claim.map(Page.Block.paragraph)
        + [.table(view.table, caption: view.caption)])
  }

  private var quality: Page.Section? {
    ReproductionCharts(summary).quality.map { Page.Section("Quality and speed", [.chart($0)]) }
  }

  private var drawn: Page.Section? {
    let diagrams = found.designs.compactMap { item -> StackDiagram? in
      var caption: [String] = []
      if let latency = item.latency { caption.append("measured \(latency.median)") }
      return diagram(item.design, item.name, caption)
    }
    return diagrams.isEmpty
      ? nil : Page.Section("The designs", [.diagrams(diagrams, caption: StackDiagram.designCaption)])
  }

  /// A drawing; nil without a space, or for a design that does not fit it.
  private func diagram(_ design: SubTransformer?, _ title: String, _ caption: [String]) -> StackDiagram? {
    guard let design, let space = found.space,
      (try? Workload(design: design, architecture: space.architecture, setting: space.setting)) != nil
    else { return nil }
    return StackDiagram(design, in: space, title: title, caption: caption)
  }

  // MARK: Searches

  private var search: Page.Section? {
    guard !found.searches.isEmpty else { return nil }
    let chart = ReproductionCharts(summary).fronts.map { [Page.Block.chart($0)] } ?? []
    return Page.Section(
      "What the searches found",
      chart + [.table(SearchRecord.table(found.searches), caption: "The best design of every search")])
  }

  private var verification: Page.Section? {
    ReproductionCharts(summary).verification.map { Page.Section("Predicted and measured", [.chart($0)]) }
  }

  private var agreement: Page.Section? {
    let charts = ReproductionCharts(summary).agreement
    guard !charts.isEmpty else { return nil }
    return Page.Section(
      "Inherited weights and training from scratch",
      charts.map(Page.Block.chart) + words.agreement.map(Page.Block.paragraph))
  }

  /// The winners for several devices, drawn.
  private var devices: Page.Section? {
    guard let searches = found.devices?.searches else { return nil }
    let diagrams = searches.compactMap {
      diagram($0.winner, "\($0.profile) \($0.limitWords)", ["predicted \($0.best.latency.time)"])
    }
    let drawings: [Page.Block] = diagrams.isEmpty ? [] : [.diagrams(diagrams, caption: StackDiagram.designCaption)]
    return Page.Section(
      "How designs differ by device",
      drawings + [.table(SearchRecord.table(searches), caption: "The best design of every search")])
  }

  private var acrossDevices: Page.Section? {
    guard let cross = found.devices?.cross, !cross.devices.isEmpty else { return nil }
    return Page.Section("Every winner on every device", [.table(cross.table, caption: CrossTable.caption)])
  }

  // MARK: The end

  private var cost: Page.Section? {
    guard !found.searches.isEmpty || found.superTrainingTime != nil else { return nil }
    return Page.Section("What it cost", words.cost.map(Page.Block.paragraph))
  }

  private var missing: Page.Section? {
    let sentences = found.doubts + found.missing
    return sentences.isEmpty
      ? nil : Page.Section("What is missing or in doubt", sentences.map(Page.Block.paragraph))
  }
}

extension SearchRecord {
  /// Searches and their winners.
  static func table(_ searches: [SearchRecord]) -> TextTable {
    TextTable(
      columns: [
        .init("device"), .init("limit"), .init("designs evaluated", .right), .init("objective", .right),
        .init("predicted", .right), .init("measured", .right), .init("difference %", .right), .init("design"),
      ],
      rows: searches.map { search in
        let chosen = search.verification?.winner
        return [
          search.profile, search.limit ?? "–", Numeral.text(Double(search.evaluations), digits: 1),
          ObjectiveView(search.objective).words(search.best.objective),
          "\((chosen?.predicted ?? search.best.latency).time)", chosen.map { "\($0.measured.time)" } ?? "–",
          chosen.map { Numeral.text($0.errorPercent, digits: 3, signed: true) } ?? "–", "\(search.winner)",
        ]
      })
  }
}

extension CrossRecord {
  /// Winners down, devices across.
  var table: TextTable {
    TextTable(
      columns: [.init("winner of")] + devices.map { .init("on \($0)", .right) },
      rows: winners.map { winner in
        [winner.search]
          + devices.map { name in
            guard let cell = winner.devices.first(where: { $0.device == name }) else { return "–" }
            return (cell.isFastest ? "* " : "") + (cell.isWithinLimit == false ? "! " : "") + "\(cell.latency.time)"
          }
      })
  }
}
