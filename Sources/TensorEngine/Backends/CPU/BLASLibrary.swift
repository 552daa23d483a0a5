import COpenBLAS
import Glibc

/// What the linked OpenBLAS is and how it is set up; a measurement is worth little without these facts.
public enum BLASLibrary {
  /// The kernel set in use, such as `Haswell` or `SkylakeX`.
  public static var coreName: String { String(cString: openblas_get_corename()) }

  /// The version and build options, such as `OpenBLAS 0.3.21 DYNAMIC_ARCH … MAX_THREADS=64`.
  public static var configuration: String { String(cString: openblas_get_config()) }

  /// The number of threads one product may use: 1 once a ``CPUBackend`` exists.
  public static var threadCount: Int { Int(openblas_get_num_threads()) }

  /// Has every product run on the thread that asks for it, in the whole process: ours is the only crew of threads.
  static func confineToCallingThread() { _ = confined }

  private static let confined: Void = openblas_set_num_threads(1)

  /// The variables that pin a kernel set or a cache size which may not be this machine's, with their values.
  public static var overrides: [String: String] { values { $0 } }

  /// Those that this program was first started with and then started itself again without, with their values.
  public static var removedOverrides: [String: String] { values(memory) }

  private static func values(_ variable: (String) -> String) -> [String: String] {
    overridingVariables.reduce(into: [:]) { found, name in
      found[name] = getenv(variable(name)).map { String(cString: $0) }
    }
  }

  /// Starts this program again without the variables that slow OpenBLAS down; returns if there is nothing to do.
  ///
  /// OpenBLAS reads `OPENBLAS_CORETYPE` when it is loaded, before `main`, so that unsetting it later has no effect.
  /// Call this first thing in `main`: the process is replaced once, with the same arguments, and then goes on. Set
  /// `HATBENCH_KEEP_OPENBLAS_ENVIRONMENT` to keep the variables. If the program cannot be started again, it carries on
  /// with the slow kernels.
  public static func reexecuteWithoutOverrides() {
    guard !overrides.isEmpty, getenv("HATBENCH_KEEP_OPENBLAS_ENVIRONMENT") == nil, getenv(guardVariable) == nil else {
      return
    }
    for (name, value) in overrides {
      setenv(memory(name), value, 1)
      unsetenv(name)
    }
    setenv(guardVariable, "1", 1)
    fflush(nil)
    execv("/proc/self/exe", CommandLine.unsafeArgv)
  }

  private static let overridingVariables = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]
  private static let guardVariable = "HATBENCH_REEXECUTED"
  /// The variable that remembers what `name` was.
  private static func memory(_ name: String) -> String { "HATBENCH_REMOVED_\(name)" }
}
