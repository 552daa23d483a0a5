import Foundation
import TensorEngine
import TestSupport
import Testing
import TransformerIR
import TransformerModel
import TranslationData

@testable import Training

@Suite struct TrainingRunTests {
  @Test func twoRunsWithOneSeedWriteTheSameBytes() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      for name in ["first", "second"] {
        #expect(try world.run(world.plan(), in: name).run() == .finished)
      }
      let (first, second) = (try world.checkpoints("first"), try world.checkpoints("second"))
      #expect(first == second)
      #expect(first.keys.contains("averaged/weights.safetensors") && first.keys.contains("best"))
      var other = world.settings
      other.seed = 2
      #expect(try world.run(world.plan(other), in: "third").run() == .finished)
      #expect(try world.checkpoints("third") != first)
    }
  }

  /// Stopped in the middle of every epoch and taken up by a new object, as after a restart.
  @Test(arguments: [DesignSampling.uniform, .sandwich(random: 1)])
  func aRunInManySittingsEndsAsOneWithout(sampling: DesignSampling) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      var settings = world.settings
      settings.sampling = sampling
      let plan = world.plan(settings)
      #expect(try world.run(plan, in: "whole").run() == .finished)
      var sittings = 0
      while true {
        let run = try world.run(plan, in: "parts", resuming: sittings > 0)
        var updates = 0
        let ending = try run.run(shouldStop: { updates >= 3 }) { if case .update = $0 { updates += 1 } }
        sittings += 1
        if ending == .finished { break }
        try #require(sittings < 100)
      }
      #expect(sittings > 3)
      #expect(try world.checkpoints("parts") == world.checkpoints("whole"))
      let (parts, whole) = try (
        TrainingLog(folder: world.path("parts"), upTo: .max), TrainingLog(folder: world.path("whole"), upTo: .max)
      )
      #expect(parts.validations.map(\.loss) == whole.validations.map(\.loss))
    }
  }

  /// The folder as it is at any one moment is what a kill leaves; here also with a checkpoint half-written.
  @Test(arguments: [2, 7, 13]) func aRunThatWasKilledEndsAsOneThatWasNot(update: Int) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      let run = try world.run(world.plan(), in: "whole")
      let ending = try run.run(listener: { event in
        guard case .update(let row, _) = event, row.update == update else { return }
        try? FileManager.default.copyItem(atPath: world.path("whole"), toPath: world.path("killed"))
      })
      #expect(ending == .finished && run.totalUpdates > 13)
      try FileManager.default.createDirectory(
        atPath: world.path("killed/checkpoints/update-00000099.partial"), withIntermediateDirectories: true)
      #expect(try world.run(world.plan(), in: "killed", resuming: true).run() == .finished)
      #expect(try world.checkpoints("killed") == world.checkpoints("whole"))
    }
  }

  @Test func aCheckpointWithinAnEpochIsWrittenAndReplaced() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      var settings = world.settings
      settings.saveIntervalUpdates = 2
      var saved: [Int] = []
      #expect(
        try world.run(world.plan(settings), in: "run").run(listener: {
          if case .saved(let updates, _) = $0 { saved.append(updates) }
        }) == .finished)
      #expect(saved.starts(with: [2, 4]))
      #expect(try world.run(world.plan(), in: "whole").run() == .finished)
      #expect(try world.checkpoints("run") == world.checkpoints("whole"))
    }
  }

  /// Between the writing of a checkpoint and its links a kill may come as well.
  @Test func linksThatWereNotMadeAreMadeLater() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      var first: String?
      let run = try world.run(world.plan(), in: "whole")
      #expect(
        try run.run(listener: { event in
          guard case .saved(let updates, _) = event else { return }
          if let first, !FileManager.default.fileExists(atPath: world.path("killed")) {
            try? FileManager.default.copyItem(atPath: world.path("whole"), toPath: world.path("killed"))
            let last = world.path("killed/checkpoints/last")
            try? FileManager.default.removeItem(atPath: last)
            try? FileManager.default.createSymbolicLink(atPath: last, withDestinationPath: first)
            // Its optimiser's state went when the second was whole; a kill before that leaves it.
            let state = "\(first)/optimiser.safetensors"
            try? FileManager.default.copyItem(
              atPath: world.path("kept"), toPath: world.path("killed/checkpoints/\(state)"))
          } else {
            first = CheckpointStore.name(updates: updates)
            try? FileManager.default.copyItem(
              atPath: world.path("whole/checkpoints/last/optimiser.safetensors"), toPath: world.path("kept"))
          }
        }) == .finished)
      #expect(try world.run(world.plan(), in: "killed", resuming: true).run() == .finished)
      #expect(try world.checkpoints("killed") == world.checkpoints("whole"))
    }
  }

  /// Stopped where an epoch ends whose checkpoint was not due.
  @Test func aStopAtTheEndOfAnEpochIsSaved() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      var settings = world.settings
      (settings.saveInterval, settings.validateInterval) = (100, 100)
      let run = try world.run(world.plan(settings), in: "run")
      let epoch = run.totalUpdates / 3
      var updates = 0
      let ending = try run.run(shouldStop: { updates == epoch }) { if case .update = $0 { updates += 1 } }
      #expect(ending == .stopped)
      #expect(try TrainingCheckpoint(world.path("run/checkpoints/last")).progress.updates == epoch)
      #expect(run.log.rows.last?.update == epoch)
    }
  }

  @Test func aFinishedRunThatIsResumedStaysAsItIs() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      #expect(try world.run(world.plan(), in: "run").run() == .finished)
      let before = try world.checkpoints("run")
      #expect(try world.run(world.plan(), in: "run", resuming: true).run() == .finished)
      #expect(try world.checkpoints("run") == before)
    }
  }

  @Test func onlyTheLastCheckpointsStay() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      let run = try world.run(world.plan(), in: "run")
      #expect(try run.run() == .finished)
      let names = try FileManager.default.contentsOfDirectory(atPath: world.path("run/checkpoints"))
      let updates = names.filter { $0.hasPrefix("update-") }.sorted()
      #expect((2...3).contains(updates.count))
      // Only the newest can be gone on from.
      let states = updates.filter {
        FileManager.default.fileExists(atPath: world.path("run/checkpoints/\($0)/optimiser.safetensors"))
      }
      #expect(states == [try #require(updates.last)])
    }
  }

  @Test func aCheckpointTranslatesByItself() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      #expect(try world.run(world.plan(), in: "run").run() == .finished)
      let away = world.path("elsewhere")
      try FileManager.default.copyItem(atPath: world.path("run/checkpoints/averaged"), toPath: away)
      let checkpoint = try TrainingCheckpoint(away)
      let parameters = try checkpoint.parameters()
      let sources = (0..<world.data.valid.count).map(world.data.valid.source)
      let targets = (0..<world.data.valid.count).map(world.data.valid.target)
      let loss = try Validation.loss(
        model: checkpoint.model, parameters: parameters, design: checkpoint.standardDesign, sources: sources,
        targets: targets)
      let recorded = try #require(checkpoint.progress.validation?.entries.first)
      #expect(recorded.name == "largest" && abs(loss.loss / Double(loss.tokens) - recorded.loss) < 1e-6)
    }
  }

  /// The mean of two checkpoints, weight by weight.
  @Test func theAverageIsTheMeanOfTheLastEpochs() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      let run = try world.run(world.plan(), in: "run")
      #expect(try run.run() == .finished)
      let averaged = try TrainingCheckpoint(world.path("run/checkpoints/averaged"))
      let names = try #require(averaged.progress.averaged)
      #expect(names.count == 2)
      let parts = try names.map { try TrainingCheckpoint(world.path("run/checkpoints/\($0)")).parameters() }
      let name = "encoder.layers.0.fc1.weight"
      let mean = zip(parts[0][name].scalars, parts[1][name].scalars).map { Float((Double($0) + Double($1)) / 2) }
      #expect(try averaged.parameters()[name].scalars == mean)
    }
  }

  @Test func trainingALoneDesignLeavesTheRestAlone() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      let run = try world.run(world.plan(design: world.space.smallest), in: "run")
      #expect(try run.run() == .finished)
      let checkpoint = try TrainingCheckpoint(world.path("run"))
      #expect(checkpoint.design == world.space.smallest && checkpoint.standardDesign == world.space.smallest)
      let start = checkpoint.model.initialParameters(seed: 1)
      let end = try checkpoint.parameters()
      let unused = "decoder.layers.1.fc1.weight"
      #expect(end[unused] == start[unused])
      #expect(end["decoder.layers.0.fc1.weight"] != start["decoder.layers.0.fc1.weight"])
    }
  }
}

@Suite struct TrainingRunErrorTests {
  @Test func aFolderWithARunIsNotTrainedOver() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      _ = try world.run(world.plan(), in: "run")
      #expect(message { _ = try world.run(world.plan(), in: "run") }.contains("give --resume"))
    }
  }

  @Test func anotherPlanIsNotResumed() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      _ = try world.run(world.plan(), in: "run")
      var settings = world.settings
      settings.dropout = 0.2
      #expect(
        message { _ = try world.run(world.plan(settings), in: "run", resuming: true) }.contains("its settings differ"))
      #expect(
        message { _ = try world.run(world.plan(workers: 1), in: "run", resuming: true) }
          .contains("it has 2 threads instead of 1"))
      var plan = world.plan()
      plan.data = "other"
      #expect(message { _ = try world.run(plan, in: "run", resuming: true) }.contains("its text differs"))
      // How long it goes on may be changed.
      settings = world.settings
      settings.maximumEpochs = 4
      _ = try world.run(world.plan(settings), in: "run", resuming: true)
    }
  }

  @Test func aRateThatIsTooHighEndsTheRunWithAdvice() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      var settings = world.settings
      settings.clipNorm = 0
      settings.maximumEpochs = 20
      settings.schedule = LearningRateSchedule(initial: 1e30, peak: 1e38, warmUp: 1, decay: .inverseSquareRoot)
      let run = try world.run(world.plan(settings), in: "run")
      let text = message { _ = try run.run() }
      #expect(text.contains("lower the learning rate"), "\(text)")
    }
  }

  /// A file in place of the folder stands for every disk that refuses.
  @Test func aCheckpointThatCannotBeWrittenSaysSoAndLosesNothing() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      let checkpoints = world.path("run/checkpoints")
      let kept = world.path("kept")
      let text = message {
        _ = try world.run(world.plan(), in: "run").run(listener: { event in
          guard case .saved = event else { return }
          try? FileManager.default.moveItem(atPath: checkpoints, toPath: kept)
          _ = FileManager.default.createFile(atPath: checkpoints, contents: nil)
        })
      }
      #expect(text.contains("cannot be written") && text.contains("--resume"), "\(text)")
      try FileManager.default.removeItem(atPath: checkpoints)
      try FileManager.default.moveItem(atPath: kept, toPath: checkpoints)
      #expect(try world.run(world.plan(), in: "run", resuming: true).run() == .finished)
      #expect(try world.run(world.plan(), in: "whole").run() == .finished)
      #expect(try world.checkpoints("run") == world.checkpoints("whole"))
    }
  }

  @Test(arguments: ["weights.safetensors", "checkpoint.json", "dict.de.txt", "space.yml"])
  func aDamagedCheckpointIsNamed(file: String) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      var settings = world.settings
      settings.maximumUpdates = 1
      #expect(try world.run(world.plan(settings), in: "run").run() == .finished)
      let path = world.path("run/checkpoints/last/\(file)")
      var bytes = try #require(FileManager.default.contents(atPath: path))
      bytes.removeLast(bytes.count / 2)
      try bytes.write(to: URL(fileURLWithPath: path))
      let text = message { _ = try TrainingCheckpoint(world.path("run/checkpoints/last")).parameters() }
      #expect(text != "no error" && text.contains("checkpoints/"), "\(text)")
    }
  }

  @Test func aLostLinkDoesNotStartTheRunAnew() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      #expect(try world.run(world.plan(), in: "run").run() == .finished)
      try FileManager.default.removeItem(atPath: world.path("run/checkpoints/last"))
      #expect(message { _ = try world.run(world.plan(), in: "run", resuming: true) }.contains("leads nowhere"))
    }
  }

  @Test func twoProcessesDoNotTrainInOneFolder() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      let run = try world.run(world.plan(), in: "run")
      let text = message { _ = try world.run(world.plan(), in: "run", resuming: true) }
      #expect(text.contains("is training there"), "\(text)")
      #expect(try run.run() == .finished)
    }
  }

  @Test func whatIsRefusedLeavesNoRunBehind() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let world = try SmallWorld(folder)
      var settings = world.settings
      settings.maximumTokens = 2
      #expect(message { _ = try world.run(world.plan(settings), in: "run") }.contains("a batch may have 2"))
      #expect(try world.run(world.plan(), in: "run").run() == .finished)
    }
  }

  @Test func numbersBeyondReasonAreRefused() {
    var settings = TrainingSettings()
    settings.maximumEpochs = .max
    #expect(message { try settings.validate() }.contains("epochs"))
    settings = TrainingSettings()
    settings.sampling = .sandwich(random: .max)
    #expect(message { try settings.validate() }.contains("0 to 64"))
    settings = TrainingSettings()
    settings.schedule.decay = .cosine(minimum: 0, period: 1, shrink: 1)
    settings.schedule(peak: nil, warmUp: .min, updates: nil)
    #expect(message { try settings.validate() }.contains("updates"))
  }

  @Test func aFolderWithoutACheckpointIsNamed() throws {
    try SharedFiles.withTemporaryFolder { folder in
      #expect(message { _ = try TrainingCheckpoint(folder.path) }.contains("holds no checkpoint"))
    }
  }
}
