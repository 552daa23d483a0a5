/// What can go wrong with a training run that is not a mistake of ours.
public enum TrainingError: Error, Equatable {
  /// A setting that cannot be.
  case impossibleSetting(String)
  /// The loss is not a number any more, or has left all that was seen before.
  case diverged(String)
  /// A checkpoint that does not belong to this run, or is not whole.
  case wrongCheckpoint(String)
  /// A file or folder of a run cannot be read or written.
  case unusable(path: String, reason: String)
}

extension TrainingError: CustomStringConvertible {
  /// What is wrong, why, and what to do.
  public var description: String {
    switch self {
    case .impossibleSetting(let what): what
    case .diverged(let what): what
    case .wrongCheckpoint(let what): what
    case .unusable(let path, let reason): "'\(path)': \(reason)"
    }
  }
}
