/// How this program was built, and how its matrix products run.
extension Checks {
  var program: [Finding] { [build, pins, removedPins, matrixKernel].compactMap { $0 } }

  /// Nothing is optimised in a debug build: its times are of another program.
  private var build: Finding? {
    guard environment.build == "debug" else { return nil }
    return Finding(
      .blocks, "build", found: "a debug build", reason: "its times say nothing about a release build's",
      remedy: "build with 'swift build -c release' and run .build/release/hatbench")
  }

  private var pins: Finding? {
    guard !machine.program.pins.isEmpty else { return nil }
    return Finding(
      .warns, "matrix library", found: "\(Self.list(machine.program.pins)) is in force",
      reason: "it can pin matrix products to another processor's kernels, at half the speed",
      remedy: "run 'unset \(machine.program.pins.keys.sorted().joined(separator: " "))', and do not set "
        + "HATBENCH_KEEP_OPENBLAS_ENVIRONMENT")
  }

  private var removedPins: Finding? {
    guard !machine.program.removedPins.isEmpty else { return nil }
    return Finding(
      .informs, "matrix library", found: "the environment has \(Self.list(machine.program.removedPins))",
      reason: "hatbench has started itself anew without it; other programs that use OpenBLAS still obey it",
      remedy: "run 'unset \(machine.program.removedPins.keys.sorted().joined(separator: " "))'")
  }

  /// OpenBLAS may be older than the processor, or built for only one.
  private var matrixKernel: Finding? {
    let kernel = machine.program.matrixKernel
    let best = Self.instructionSets.last { environment.instructionSets.contains($0) }
    guard let best, let used = Self.kernels[kernel.lowercased()], let place = Self.instructionSets.firstIndex(of: used),
      place < Self.instructionSets.firstIndex(of: best) ?? 0
    else { return nil }
    return Finding(
      .warns, "matrix kernel",
      found: "OpenBLAS runs its \(kernel) kernel, which uses \(used); the processor has \(best)",
      reason: "matrix products run at a fraction of what the processor can do",
      remedy: "install a newer OpenBLAS ('sudo apt install --only-upgrade libopenblas0-pthread'), and look for "
        + "OPENBLAS_CORETYPE in the environment")
  }

  /// What kernels differ by, oldest first.
  private static let instructionSets = ["sse2", "avx", "avx2", "avx512f"]

  /// The instructions of OpenBLAS's x86 kernels (`TargetList.txt` and `kernel/x86_64` in its sources).
  private static let kernels = [
    "prescott": "sse2", "core2": "sse2", "penryn": "sse2", "dunnington": "sse2", "nehalem": "sse2", "atom": "sse2",
    "athlon": "sse2", "opteron": "sse2", "opteron_sse3": "sse2", "barcelona": "sse2", "bobcat": "sse2", "nano": "sse2",
    "sandybridge": "avx", "bulldozer": "avx", "piledriver": "avx", "steamroller": "avx",
    "haswell": "avx2", "zen": "avx2", "excavator": "avx2",
    "skylakex": "avx512f", "cooperlake": "avx512f", "sapphirerapids": "avx512f",
  ]

  private static func list(_ variables: [String: String]) -> String {
    variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
  }
}
