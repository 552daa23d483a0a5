import Reporting

/// How the values of an objective are shown: the capacity proxy as the parameters that it counts, any other as it is.
struct ObjectiveView: Hashable {
  private let name: String

  /// - Parameter name: The objective's name, as in `SearchResult.objectiveName`.
  init(_ name: String) { self.name = name }

  /// Capacity is minus the decoder's parameters and a fraction that breaks ties.
  private var isCapacity: Bool { name == "capacity" }

  /// The axis of ``shown(_:)``; its title is the heading of a column, too.
  var axis: Chart.Axis { isCapacity ? .init("decoder parameters", unit: "M") : .init(name) }

  /// Which way is up.
  var direction: String { isCapacity ? "more is taken as better" : "lower is better" }

  /// `value` as it is drawn.
  func shown(_ value: Double) -> Double { isCapacity ? -value / 1e6 : value }

  /// `value` as a cell of a table: `12.6 M`, `3.2108`.
  func cell(_ value: Double) -> String {
    isCapacity ? "\(Numeral.text(shown(value))) M" : Numeral.text(value, digits: 5)
  }

  /// `value` with what it is: `12.6 M decoder parameters`, `validation-loss 3.2108`.
  func words(_ value: Double) -> String { isCapacity ? "\(cell(value)) \(axis.title)" : "\(name) \(cell(value))" }
}
