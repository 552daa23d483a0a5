import Foundation

/// Why a page could not be made, with what to do about it.
public enum ReportingError: Error, Hashable, Sendable {
  /// The folder that the page should be written into does not exist.
  case directoryMissing(path: String)
  /// The path is that of a folder.
  case isDirectory(path: String)
  /// The user may not write there.
  case permissionDenied(path: String)
  /// The file system is full.
  case noSpace(path: String)
  /// Any other failure of the file system, in its own words.
  case writeFailed(path: String, reason: String)
  /// The copy of Chart.js named by `HATBENCH_CHARTJS` cannot be read.
  case chartLibraryUnreadable(path: String)

  /// Sorts a failure to write `path` by what the user can do about it.
  init(writing path: String, failed error: any Error) {
    var isDirectory: ObjCBool = false
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
      self = .isDirectory(path: path)
    } else if !FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory) || !isDirectory.boolValue {
      self = .directoryMissing(path: path)
    } else {
      switch (error as? CocoaError)?.code {
      case .fileWriteNoPermission, .fileWriteVolumeReadOnly: self = .permissionDenied(path: path)
      case .fileWriteOutOfSpace: self = .noSpace(path: path)
      default: self = .writeFailed(path: path, reason: error.localizedDescription)
      }
    }
  }
}

extension ReportingError: CustomStringConvertible {
  /// One sentence on what happened and one on the next step.
  public var description: String {
    switch self {
    case .directoryMissing(let path): "cannot write '\(path)': its folder does not exist; create the folder first"
    case .isDirectory(let path): "cannot write '\(path)': it is a folder; name a file, such as '\(path)/report.html'"
    case .permissionDenied(let path): "cannot write '\(path)': permission denied; choose a folder that you may write to"
    case .noSpace(let path): "cannot write '\(path)': no space left; free some or choose another disk"
    case .writeFailed(let path, let reason): "cannot write '\(path)': \(reason); choose another place"
    case .chartLibraryUnreadable(let path):
      "cannot read '\(path)', named by HATBENCH_CHARTJS, as Chart.js; correct the variable or unset it"
    }
  }
}
