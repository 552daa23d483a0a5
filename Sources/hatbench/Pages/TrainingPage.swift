import Foundation
import Reporting
import Training

/// The curves of a training run.
struct TrainingPage {
  private let run: TrainingRun

  init(_ run: TrainingRun) { self.run = run }

  func write(to path: String) throws {
    try Page(
      title: "Training \(run.plan.design == nil ? "the SuperTransformer" : "a design") of \(spaceName)",
      subtitle: "\(run.progress.updates) updates, \(run.progress.epochs) epochs, seed \(run.plan.settings.seed)",
      sections: [loss, course]
    ).write(to: path)
  }

  /// A space from a file is called by the file's name.
  private var spaceName: String {
    URL(fileURLWithPath: run.plan.space.name).deletingPathExtension().lastPathComponent
  }

  private var loss: Page.Section {
    let training = Chart.Series(
      "training, as drawn", .line,
      points: run.log.rows.map { Chart.Point(x: Double($0.update), y: $0.negativeLogLikelihood) })
    let names = run.log.validations.map(\.design).reduce(into: [String]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
    let validation = names.map { name in
      Chart.Series(
        "validation, \(name)", .line,
        points: run.log.validations.filter { $0.design == name }.map {
          Chart.Point(
            x: Double($0.update), y: $0.negativeLogLikelihood,
            note: ["perplexity \(Numeral.text(exp($0.negativeLogLikelihood), digits: 4))"])
        })
    }
    return Page.Section(
      "Loss",
      [
        .chart(
          Chart(
            title: "Negative log-likelihood",
            caption: "Training values are means over 50 updates, with dropout, of whichever designs were drawn.",
            x: .init("updates"), y: .init("loss", unit: "nat per target token"), series: [training] + validation))
      ])
  }

  private var course: Page.Section {
    func chart(_ title: String, _ axis: Chart.Axis, _ value: (TrainingLog.Row) -> Double) -> Page.Block {
      .chart(
        Chart(
          title: title, x: .init("updates"), y: axis,
          series: [.init(title, .line, points: run.log.rows.map { .init(x: Double($0.update), y: value($0)) })]))
    }
    return Page.Section(
      "Course",
      [
        chart("Learning rate", .init("rate")) { $0.rate },
        chart("Gradient norm before clipping", .init("norm")) { $0.gradientNorm },
        chart("Speed", .init("target tokens", unit: "1/s")) { $0.tokensPerSecond },
      ])
  }
}
