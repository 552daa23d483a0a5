import TensorEngine

/// What a measurement depends on that is not in the system's files: how the program was built, and the matrix library.
public struct ProgramFacts: Codable, Hashable, Sendable {
  /// The compiler, and `release` or `debug`.
  public var compiler, build: String
  /// The matrix library with its version, and the kernel that it chose.
  public var matrixLibrary, matrixKernel: String
  /// What the environment pins the library to in this process, by variable.
  public var pins: [String: String]
  /// What the user's environment would have pinned it to, and no longer does.
  public var removedPins: [String: String]

  enum CodingKeys: String, CodingKey {
    case compiler, build, pins
    case matrixLibrary = "matrix_library"
    case matrixKernel = "matrix_kernel"
    case removedPins = "removed_pins"
  }

  /// This program's.
  public static let current = ProgramFacts(
    compiler: compilerName, build: buildName, matrixLibrary: BLASLibrary.configuration,
    matrixKernel: BLASLibrary.coreName, pins: BLASLibrary.overrides, removedPins: BLASLibrary.removedOverrides)

  /// The language keeps its version from the program, but for comparisons.
  private static var compilerName: String {
    #if compiler(>=6.5)
      "Swift 6.5 or newer"
    #elseif compiler(>=6.4)
      "Swift 6.4"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #else
      "Swift 6.2"
    #endif
  }

  private static var buildName: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }
}
