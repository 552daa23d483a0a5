/// What can go wrong in describing a machine. What a system merely does not say is nil, not an error.
public enum MachineError: Error, Hashable, Sendable {
  /// A recording's file cannot be read.
  case unreadable(file: String, reason: String)
  /// A recording cannot be written.
  case unwritable(file: String, reason: String)
  /// hwloc cannot make out this machine's processors.
  case noTopology
}

extension MachineError: CustomStringConvertible {
  /// The message that is shown to the user.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "cannot read the recorded machine's '\(file)': \(reason); record it with 'hatbench doctor --record DIR'"
    case .unwritable(let file, let reason): "cannot write '\(file)': \(reason); choose another folder"
    case .noTopology: "hwloc cannot make out the processors of this machine; check that /sys is mounted"
    }
  }
}
