/// What a part of a corpus is for.
public enum Part: String, Codable, CodingKeyRepresentable, CaseIterable, Hashable, Sendable {
  /// What the weights, the merges and the vocabularies are learned from.
  case train
  /// What decides between weights and between designs.
  case valid
  /// What the result is measured on.
  case test
}
