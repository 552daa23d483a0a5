import Glibc
import Synchronization

/// A polite Ctrl-C: the first asks to stop between samples, the second ends the program at once.
public enum Interruption {
  /// From now on the first of each of `signals` is only noted; the next one does what it always did.
  public static func catchFirst(of signals: [Int32] = [SIGINT, SIGTERM]) {
    // Globals come to be at their first use, which must not be in a signal handler.
    _ = requested.load(ordering: .relaxed)
    for signal in signals {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = noteInterruption
      action.sa_flags = Int32(truncatingIfNeeded: SA_RESETHAND) | Int32(SA_RESTART)
      sigaction(signal, &action, nil)
    }
  }

  /// Whether a signal has come.
  public static var isRequested: Bool { requested.load(ordering: .relaxed) }
}

private let requested = Atomic<Bool>(false)

/// Outside every type and closure: a signal handler may run on any thread.
private func noteInterruption(_ signal: Int32) { requested.store(true, ordering: .relaxed) }
