/// The designs that nothing else beats on every cost: for each of them, getting better at one cost means getting worse
/// at another.
///
/// Lower is better on every axis. Of elements with equal costs the first stays.
///
/// ```swift
/// var front = ParetoFront<String>()
/// front.insert("slow and good", costs: [1, 9])
/// front.insert("fast and poor", costs: [8, 2])
/// front.insert("slow and poor", costs: [8, 9])   // false: dominated
/// ```
public struct ParetoFront<Element> {
  /// An element and what it costs, one number per axis.
  public struct Member {
    /// What was inserted.
    public let element: Element
    /// Its costs.
    public let costs: [Double]
  }

  /// The members, in order of insertion.
  public private(set) var members: [Member] = []

  /// An empty front.
  public init() {}

  /// Adds `element` and removes what it dominates; false if a member is as good on every axis.
  ///
  /// - Precondition: every element has equally many costs, none NaN.
  @discardableResult
  public mutating func insert(_ element: Element, costs: [Double]) -> Bool {
    if members.contains(where: { $0.costs.isNowhereWorse(than: costs) }) { return false }
    members.removeAll { costs.isNowhereWorse(than: $0.costs) }
    members.append(Member(element: element, costs: costs))
    return true
  }
}

extension ParetoFront.Member: Equatable where Element: Equatable {}
extension ParetoFront.Member: Hashable where Element: Hashable {}
extension ParetoFront.Member: Sendable where Element: Sendable {}
extension ParetoFront: Equatable where Element: Equatable {}
extension ParetoFront: Hashable where Element: Hashable {}
extension ParetoFront: Sendable where Element: Sendable {}

extension [Double] {
  /// Whether these costs are at most `other`'s on every axis: weak dominance.
  ///
  /// - Precondition: both have the same axes.
  func isNowhereWorse(than other: [Double]) -> Bool {
    precondition(count == other.count, "\(count) costs against \(other.count)")
    return indices.allSatisfy { self[$0] <= other[$0] }
  }
}
