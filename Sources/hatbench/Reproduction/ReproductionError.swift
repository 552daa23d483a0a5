/// Why a folder cannot be reported on. Every message says what was found and what to do.
enum ReproductionError: Error, Hashable {
  /// There is no such folder.
  case noFolder(String)
  /// The folder has nothing that a reproduction leaves.
  case nothing(String)
  /// A file is there but cannot be understood.
  case damaged(file: String, reason: String, remedy: String)
}

extension ReproductionError: CustomStringConvertible {
  /// What is wrong, why, and what to do.
  var description: String {
    switch self {
    case .noFolder(let path):
      "'\(path)' is not a folder: give the one that a reproduction was written to"
    case .nothing(let path):
      "there is nothing of a reproduction in '\(path)': it has neither super/, search/search.json, designs/, latency.json, "
        + "inherited/ nor scratch/; give the folder that has them"
    case .damaged(let file, let reason, let remedy):
      "cannot use '\(file)': \(reason); \(remedy)"
    }
  }
}
