/// The system's way to write a set of logical processors: `0-3,8,10-11`.
enum ProcessorList {
  /// More logical processors than any Linux has; a list that names higher ones is not one.
  static let most = 1 << 16

  /// The numbers in `text`, ascending; nil if it is not such a list, empty if it is blank.
  static func parse(_ text: some StringProtocol) -> [Int]? {
    var numbers: Set<Int> = []
    for part in text.split(separator: ",") {
      let bounds = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard let first = bounds[0], let last = bounds.count == 2 ? bounds[1] : first, bounds.count <= 2,
        0 <= first, first <= last, last < most
      else { return nil }
      numbers.formUnion(first...last)
    }
    return numbers.sorted()
  }
}
