import CostModel
import HATSearch
import Reporting

/// The report of one search or of several: what was found, how it looks, how the search got there, what it spent.
struct SearchPage {
  private let report: SearchReport

  /// - Precondition: there is a search.
  init(_ report: SearchReport) {
    precondition(!report.searches.isEmpty, "a report of no search")
    self.report = report
  }

  /// The report of a single search.
  init(_ result: SearchResult, _ problem: SearchProblem, _ device: DeviceLatency) {
    self.init(SearchReport(searches: [.init(result, problem, device)]))
  }

  func write(to path: String) throws { try page().write(to: path) }

  /// One search has a section for each of its sides; of several, each has one section, after what compares them.
  func page() throws -> Page {
    let searches = report.searches
    guard searches.count > 1 else {
      let only = SearchSections(searches[0])
      return Page(
        title: "Designs of \(searches[0].spaceName) for \(searches[0].device.profile.name)", subtitle: subtitle,
        sections: try only.all())
    }
    var sections = [SearchComparison(report).summary]
    sections += try SearchComparison(report).differences()
    sections += try searches.map { search in
      Page.Section(search.name, try SearchSections(search).all().flatMap(\.blocks))
    }
    return Page(title: title, subtitle: subtitle, sections: sections)
  }

  /// `Designs of wmt for 3 devices`
  private var title: String {
    let spaces = report.searches.map(\.spaceName).unique.joined(separator: " and ")
    let devices = report.devices
    let owner = devices.count == 1 ? devices[0].profile.name : "\(devices.count) devices"
    return "Designs of \(spaces) for \(owner)"
  }

  /// `within 5 s, strategy evolution, seed 0`; what differs between searches their own sections tell.
  private var subtitle: String {
    let searches = report.searches
    let limits = searches.map(\.limitWords).unique
    let strategies = searches.map(\.result.strategy).unique.joined(separator: ", ")
    let seeds = searches.map { "\($0.result.seed)" }.unique.joined(separator: ", ")
    return "\(limits.joined(separator: ", ")), strategy \(strategies), seed \(seeds)"
  }
}

extension [String] {
  /// The texts in their order, each once.
  fileprivate var unique: [String] {
    reduce(into: []) { texts, text in if !texts.contains(text) { texts.append(text) } }
  }
}
