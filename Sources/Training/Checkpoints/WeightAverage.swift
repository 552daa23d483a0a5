import TensorEngine

/// The mean of several checkpoints' weights, which often does better than each of them.
///
/// Source: fairseq's `average_checkpoints.py`; Vaswani et al. "Attention Is All You Need." NeurIPS 2017, section 6.1.
public enum WeightAverage {
  /// The arithmetic mean of the weights in the checkpoints' folders, summed in double precision.
  /// - Throws: `wrongCheckpoint` if they are not of one model; the errors of files.
  public static func of(_ folders: [String]) throws -> Parameters {
    guard let first = folders.first else { throw TrainingError.wrongCheckpoint("there is no checkpoint to average") }
    let model = try TrainingCheckpoint(first).model
    var sums: [String: [Double]] = [:]
    var mean = Parameters()
    for folder in folders {
      let checkpoint = try TrainingCheckpoint(folder)
      guard checkpoint.model == model else {
        throw TrainingError.wrongCheckpoint("'\(folder)' and '\(first)' are checkpoints of different models")
      }
      let parameters = try checkpoint.parameters()
      for name in parameters.names {
        let scalars = parameters[name].scalars
        sums[name, default: Array(repeating: 0, count: scalars.count)].withUnsafeMutableBufferPointer { sum in
          for index in scalars.indices { sum[index] += Double(scalars[index]) }
        }
      }
    }
    for (name, shape) in model.parameterShapes {
      mean.append(name, Tensor((sums[name] ?? []).map { Float($0 / Double(folders.count)) }, shape: shape))
    }
    return mean
  }
}
