import ArgumentParser
import Profiler
import Training

/// Which trained SuperTransformer judges designs, and on what.
struct InheritedOptions: ParsableArguments {
  @Option(help: "Judge designs by this SuperTransformer's validation loss: the folder that 'train' wrote.")
  var checkpoint: String?
  @Option(help: "The text to validate on, if not the validation part that the SuperTransformer was trained with.")
  var data: String?
  @Option(help: "Keep losses in this file as they are computed; by default beside --output, with the extension losses.")
  var losses: String?
  @Flag(help: "Go on with the losses of a search that was interrupted or killed; the result is the same.")
  var resume = false
  @Flag(
    inversion: .prefixedNo, help: "Give up designs that are worse beyond doubt before they have seen every sentence.")
  var racing = true
  @Option(help: "Threads; all physical cores by default.")
  var threads: Int?

  func validate() throws {
    try CheckpointOptions.check(threads: threads)
    guard checkpoint != nil || (data == nil && losses == nil) else {
      throw ValidationError("--data and --losses belong to --checkpoint")
    }
  }

  /// The checkpoint, if one is asked for.
  func open() throws -> TrainingCheckpoint? { try checkpoint.map { try TrainingCheckpoint($0) } }

  /// The validation loss of `checkpoint`'s designs, each computed once and kept in `file`.
  func objective(_ checkpoint: TrainingCheckpoint, keeping file: String) throws -> InheritedObjective {
    let threads = try threads ?? Machine.current().placement.cores
    let inherited = try InheritedObjective(
      checkpoint, at: self.checkpoint ?? checkpoint.folder, data: data, threads: threads)
    inherited.losses.keep(
      in: try LossJournal(at: file, fingerprint: inherited.losses.fingerprint, resuming: resume))
    return inherited
  }
}
