import Foundation

/// The reader under test: `Scripts/fuzz` names it in the environment.
private let reader: Reader = {
  let name = ProcessInfo.processInfo.environment["FUZZED_READER"] ?? ""
  guard let reader = Reader(rawValue: name) else {
    fatalError("FUZZED_READER is '\(name)'; it must be one of \(Reader.allCases.map(\.rawValue))")
  }
  return reader
}()

/// Called by libFuzzer with one mutated file after the other; -1 asks it not to mutate this one further.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  reader.isReadable(Array(UnsafeBufferPointer(start: start, count: count))) ? 0 : -1
}
