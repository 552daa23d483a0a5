/// All that is computed of a reproduction, before anything is drawn or printed.
struct ReproductionSummary {
  let found: Reproduction
  let comparison: DesignComparison
  let claim: HATClaim
  let agreement: InheritedAgreement
  let cost: SearchCost

  init(_ found: Reproduction) {
    self.found = found
    comparison = DesignComparison(found.designs)
    claim = HATClaim(comparison)
    agreement = InheritedAgreement(comparison)
    cost = SearchCost(found)
  }
}
