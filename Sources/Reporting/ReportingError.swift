import Files

/// Why a page could not be made, with what to do about it.
public enum ReportingError: Error, Hashable, Sendable {
  /// The file system does not take the page.
  case unwritable(path: String, reason: FileError)
  /// The copy of Chart.js named by `HATBENCH_CHARTJS` cannot be read.
  case chartLibraryUnreadable(path: String, reason: FileError)
}

extension ReportingError: CustomStringConvertible {
  /// One sentence on what happened and one on the next step.
  public var description: String {
    switch self {
    case .unwritable(let path, let reason):
      "cannot write the page '\(path)': \(reason); choose another place or make room"
    case .chartLibraryUnreadable(let path, let reason):
      "cannot read '\(path)', named by HATBENCH_CHARTJS, as Chart.js: \(reason); correct the variable or unset it"
    }
  }
}
