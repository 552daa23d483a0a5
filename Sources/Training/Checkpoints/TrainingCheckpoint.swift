import Files
import Foundation
import TensorEngine
import TransformerIR
import TransformerModel
import TranslationData

/// One state of a training run in a folder of its own, which holds everything that translating and going on need.
///
/// ```
/// weights.safetensors    the SuperTransformer's, under HAT's names
/// optimiser.safetensors  Adam's running means; only where training can go on
/// checkpoint.json        ``Progress``
/// space.yml, design.yml  the space; the design if only one was trained
/// dict.*, code*, …       the text pipeline
/// ```
/// The folder appears whole or not at all: it is filled under another name, which is then changed.
public struct TrainingCheckpoint: Sendable {
  /// Where a run stands; no clock is in it, so that two runs with one seed write the same bytes.
  public struct Progress: Codable, Equatable, Sendable {
    /// The version of this layout.
    public var format = 1
    /// Finished updates.
    public var updates = 0
    /// Finished epochs.
    public var epochs = 0
    /// Finished updates of the epoch under way.
    public var updatesOfEpoch = 0
    /// Adam's steps by parameter; empty where training cannot go on.
    public var optimiserSteps: [String: Int] = [:]
    /// The last validation.
    public var validation: ValidationRecord?
    /// The best mean validation loss so far.
    public var bestLoss: Double?
    /// What watches for divergence.
    public var watch = DivergenceWatch()
    /// Checkpoints that these weights are the mean of.
    public var averaged: [String]?
    /// The pipeline that made its tokens.
    public var pipeline = ""

    /// The start of a run.
    public init() {}
  }

  /// The folder.
  public let folder: String
  /// Where the run stood.
  public let progress: Progress
  /// The space that was trained, with the vocabulary of its text.
  public let space: SearchSpace
  /// The only design that was trained; nil for a SuperTransformer.
  public let design: SubTransformer?
  /// From text to tokens and back.
  public let pipeline: TextPipeline

  /// The SuperTransformer.
  public var model: SuperTransformer { SuperTransformer(space) }
  /// What is evaluated unless something else is asked for: the only design that was trained, or the largest.
  public var standardDesign: SubTransformer { design ?? space.largest }

  enum Name {
    static let weights = "weights.safetensors"
    static let optimiser = "optimiser.safetensors"
    static let progress = "checkpoint.json"
    static let space = "space.yml"
    static let design = "design.yml"
  }

  /// Opens the checkpoint in `path`: a checkpoint's folder, or a run's, which stands for its best one.
  /// - Throws: `wrongCheckpoint`, or the error of a file that cannot be read.
  public init(_ path: String) throws {
    folder = try Self.resolve(path)
    let file = "\(folder)/\(Name.progress)"
    do {
      progress = try JSONDecoder().decode(Progress.self, from: Data(try WholeFile.read(file, limit: 1 << 24)))
    } catch let error as FileError {
      throw TrainingError.unusable(path: file, reason: "\(error)")
    } catch {
      throw TrainingError.wrongCheckpoint("'\(file)' is not a checkpoint's JSON, or of a newer hatbench")
    }
    guard progress.format == 1 else {
      throw TrainingError.wrongCheckpoint(
        "'\(file)' has format \(progress.format); this hatbench reads format 1: use the one that wrote it, or a newer one"
      )
    }
    space = try SearchSpace.load(file: "\(folder)/\(Name.space)").space
    let design = "\(folder)/\(Name.design)"
    self.design = FileManager.default.fileExists(atPath: design) ? try SubTransformer.load(file: design).design : nil
    pipeline = try TextPipeline.load(folder: folder)
    guard pipeline.fingerprint == progress.pipeline else {
      throw TrainingError.wrongCheckpoint(
        "the vocabulary or the codes in '\(folder)' are not those that the weights were trained with: "
          + "restore the checkpoint's own files")
    }
  }

  private static func resolve(_ path: String) throws(TrainingError) -> String {
    for candidate in [path, "\(path)/checkpoints/best", "\(path)/checkpoints/last"]
    where FileManager.default.fileExists(atPath: "\(candidate)/\(Name.progress)") { return candidate }
    throw .wrongCheckpoint(
      "'\(path)' holds no checkpoint: give the folder that 'hatbench train --output' wrote, or one in its 'checkpoints'"
    )
  }

  /// The weights.
  /// - Throws: `TensorEngineError` if the file is not whole or belongs to another model; `wrongCheckpoint` if a weight is
  ///   not a number.
  public func parameters() throws -> Parameters {
    let parameters = try Checkpoint.load("\(folder)/\(Name.weights)", for: model)
    for name in parameters.names where !parameters[name].scalars.allSatisfy(\.isFinite) {
      throw TrainingError.wrongCheckpoint(
        "'\(folder)': weight '\(name)' is not a number everywhere: the run had diverged, or the file is damaged; take "
          + "another checkpoint")
    }
    return parameters
  }

  /// Adam's state.
  /// - Throws: `wrongCheckpoint` if it was not kept, `TensorEngineError` if it is not whole.
  func optimiserState(for parameters: Parameters) throws -> Adam.State? {
    if progress.updates == 0 { return nil }
    let path = "\(folder)/\(Name.optimiser)"
    guard FileManager.default.fileExists(atPath: path),
      parameters.names.allSatisfy({ progress.optimiserSteps[$0] != nil })
    else {
      throw TrainingError.wrongCheckpoint(
        "'\(folder)' has no optimiser's state: training can only go on from the last one")
    }
    let file = try Safetensors(path: path)
    var moments = Parameters()
    for (name, shape) in Adam.State.shapes(for: parameters) {
      moments.append(name, try file.tensor(name, shape: shape))
    }
    return Adam.State(moments: moments, steps: progress.optimiserSteps)
  }
}
