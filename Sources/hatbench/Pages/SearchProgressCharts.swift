import HATSearch
import Reporting

/// A search by generation: the objective, the share of draws within the limit, and the front's hypervolume.
struct SearchProgressCharts {
  private let history: [GenerationRecord]
  private let objective: ObjectiveView

  init(_ history: [GenerationRecord], _ objective: ObjectiveView) {
    self.history = history
    self.objective = objective
  }

  /// The charts that there is something to draw in. Two small ones share a row; one alone takes the whole.
  var all: [Chart] {
    guard !history.isEmpty else { return [] }
    let (shares, volumes) = (points { $0.feasibleShare.map { 100 * $0 } }, points { $0.hypervolume })
    let shape = shares.isEmpty || volumes.isEmpty ? Chart.Shape.wide : .square
    var charts = [course]
    if !shares.isEmpty {
      charts.append(
        Chart(
          title: "Designs drawn within the limit", caption: "Before any repair.", x: effort,
          y: .init("share of the generation's draws", unit: "%"),
          series: [.init("within the limit", .connectedPoints, points: shares)], shape: shape))
    }
    if !volumes.isEmpty {
      charts.append(
        Chart(
          title: "Hypervolume of the front", caption: "What the front dominates: more is better.", x: effort,
          y: .init("hypervolume"), series: [.init("hypervolume", .steps, points: volumes)], shape: shape))
    }
    return charts
  }

  private var effort: Chart.Axis { .init("evaluations") }

  private var course: Chart {
    Chart(
      title: "Objective by generation",
      caption: "The best so far, and the mean of what each generation proposed; \(objective.direction).",
      x: effort, y: objective.axis,
      series: [
        .init("best so far", .steps, hue: .blue, points: points { objective.shown($0.bestObjective) }),
        .init("mean proposed", .connectedPoints, hue: .orange, points: points { objective.shown($0.meanObjective) }),
      ])
  }

  private func points(_ value: (GenerationRecord) -> Double?) -> [Chart.Point] {
    history.compactMap { record in
      value(record).map {
        Chart.Point(x: Double(record.evaluations), y: $0, note: ["generation \(record.generation)"])
      }
    }
  }
}
