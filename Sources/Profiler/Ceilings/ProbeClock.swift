import Glibc

/// The clock that probes time themselves with: monotonic, and corrected by nobody.
enum ProbeClock {
  /// Seconds since some moment in the past.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_RAW, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
