/// What can go wrong with measuring. Every message says what was found, why it is wrong and what to do.
public enum ProfilerError: Error, Hashable, Sendable {
  /// The program was built without optimisation.
  case debugBuild
  /// More threads are asked for than there are processors, so that they would take turns.
  case tooManyThreads(wanted: Int, processors: Int)
  /// The store was begun on another machine, or under other conditions that last.
  case differentMachine(String, differences: [String])
  /// A store is to be made where there is a file.
  case storeExists(String)
  /// Another process writes the store.
  case storeInUse(String, process: Int?)
  /// The file is of another kind.
  case notAStore(String)
  /// The store was made by a newer hatbench.
  case newerStore(String)
  /// The store's file is not as SQLite left it.
  case damagedStore(String, reason: String)
  /// The store's file cannot be opened, or not written.
  case unusableStore(String, reason: String)
  /// There is no room for the next sample.
  case diskFull(String)
  /// The store belongs to another plan than the one asked for.
  case differentPlan(String, differences: [String])
}

extension ProfilerError: CustomStringConvertible {
  /// The message that is shown to the user.
  public var description: String {
    switch self {
    case .debugBuild:
      "this hatbench is a debug build, whose times say nothing; "
        + "build it with 'swift build -c release', or run Scripts/hatbench"
    case .tooManyThreads(let wanted, let processors):
      "\(wanted) threads cannot be measured: this process may use \(processors) "
        + "\(processors == 1 ? "processor" : "processors"); give --threads \(processors) or fewer"
    case .differentMachine(let path, let differences):
      "the measurement store '\(path)' was begun under other conditions: \(differences.joined(separator: "; ")); "
        + "go on where it was begun, or measure again at another path"
    case .storeExists(let path):
      "there is already a file '\(path)', which may hold measurements; go on with them by --resume, "
        + "or choose another path"
    case .storeInUse(let path, let process):
      "\(process.map { "process \($0)" } ?? "another process") is writing the measurement store '\(path)'; "
        + "wait until it has finished or end it, or choose another path"
    case .notAStore(let path):
      "'\(path)' is not a measurement store of hatbench, and was left as it is; choose another path"
    case .newerStore(let path):
      "the measurement store '\(path)' was made by a newer hatbench, and was left as it is; "
        + "use that one, or choose another path"
    case .damagedStore(let path, let reason):
      "the measurement store '\(path)' is damaged (\(reason)) and was left as it is; "
        + "rescue what can be read with 'sqlite3 \(path) .recover', or measure again at another path"
    case .unusableStore(let path, let reason):
      "cannot use the measurement store '\(path)': \(reason); mend that, or choose another path"
    case .diskFull(let path):
      "the disk is full: every sample so far is safe in '\(path)'; make room, then go on with --resume"
    case .differentPlan(let path, let differences):
      "the measurement store '\(path)' belongs to another plan: \(differences.joined(separator: "; ")); "
        + "ask for the plan it was begun with, or choose another path"
    }
  }
}
