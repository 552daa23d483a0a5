import Foundation
import Testing

@testable import TensorEngine

@Suite struct BLASLibraryTests {
  /// The configuration names the version and ends with the core's name and the most threads.
  @Test func libraryNamesItselfAndItsCore() {
    #expect(BLASLibrary.configuration.hasPrefix("OpenBLAS 0."))
    #expect(BLASLibrary.configuration.lowercased().contains(BLASLibrary.coreName.lowercased()))
    #expect(BLASLibrary.threadCount > 0)
  }

  @Test func overridesAreTheEnvironmentsOwn() {
    let environment = ProcessInfo.processInfo.environment
    let expected = environment.filter { ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"].contains($0.key) }
    #expect(BLASLibrary.overrides == expected)
  }
}
