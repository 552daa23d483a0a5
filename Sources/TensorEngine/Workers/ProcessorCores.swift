import CKernels

/// The processor cores that this process may use.
enum ProcessorCores {
  /// The numbers of the cores that the calling thread may run on, in order; empty if the system does not say.
  static var allowed: [Int] {
    let most = 1024
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: most) { cores in
      cores.prefix(ck_allowed_cores(most, cores.baseAddress)).map(Int.init)
    }
  }

  /// Keeps the calling thread on `core`; if the system refuses, it stays free to move.
  static func bindCallingThread(to core: Int) { _ = ck_bind_thread(Int32(core)) }
}
