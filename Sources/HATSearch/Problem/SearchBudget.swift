/// How much a search may spend. Whatever the strategy does, a search ends when either number is reached.
public struct SearchBudget: Hashable, Sendable, Codable {
  /// Designs that the objective may be asked for, each counted once. It is the costly number.
  public var evaluations: Int
  /// Genes that may be drawn and held against the limit.
  public var proposals: Int

  /// Makes a budget. The default is what HAT's 30 generations evaluate at most, 125 designs and then 100 new ones per
  /// generation, with 100 proposals for each.
  public init(evaluations: Int = 125 + 29 * 100, proposals: Int? = nil) {
    self.evaluations = evaluations
    self.proposals = proposals ?? 100 * min(max(evaluations, 0), Self.most)
  }

  private static let most = 1 << 40

  func validate() throws(SearchError) {
    try SearchError.check(evaluations, "the budget of evaluations", in: 1...Self.most)
    try SearchError.check(proposals, "the budget of proposals", in: 1...Self.most)
  }
}
