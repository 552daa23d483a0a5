import Glibc
import Profiler
import Testing

@Suite struct InterruptionTests {
  @Test func theFirstOfASignalIsNotedAndTheNextOneActs() {
    Interruption.catchFirst(of: [SIGUSR2])
    #expect(!Interruption.isRequested)
    // To the process, since threads that run tests may have signals blocked; it takes a moment to come.
    kill(getpid(), SIGUSR2)
    for _ in 0..<5000 where !Interruption.isRequested { usleep(1000) }
    #expect(Interruption.isRequested)
    var action = sigaction()
    sigaction(SIGUSR2, nil, &action)
    // The default action, which ends the program, has the address zero.
    #expect(unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 0)
  }
}
