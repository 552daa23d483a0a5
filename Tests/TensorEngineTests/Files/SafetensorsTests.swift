import Foundation
import Randomness
import Testing

@testable import TensorEngine

@Suite struct SafetensorsTests {
  private static func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8) + data
  }

  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "safetensors-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// 1.0 is 0x3F800000, -2 as an integer 0xFFFFFFFE.
  @Test func readsFloatsAndIntegers() throws {
    let header = """
      {"__metadata__":{"by":"hand"},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
      "n":{"dtype":"I32","shape":[1,1],"data_offsets":[4,8]}}
      """
    let file = try Safetensors(
      bytes: Self.file(header, data: [0, 0, 0x80, 0x3F, 0xFE, 0xFF, 0xFF, 0xFF]), file: "hand")
    #expect(file.names == ["n", "x"])
    #expect(try file.tensor("x") == Tensor([1], shape: [1]))
    #expect(try file.integers("n") == ([-2], [1, 1]))
  }

  @Test(arguments: UInt64(0)..<10) func readsWhatItWrote(seed: UInt64) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var generator = SeededGenerator(seed: seed)
    var parameters = Parameters()
    parameters.appendLinear("layer \"0\" é", inputs: Int(seed) + 1, outputs: 3, using: &generator)
    let path = folder.appending(path: "weights.safetensors").path
    try Safetensors.write(parameters, to: path)
    let file = try Safetensors(path: path)
    #expect(file.names == parameters.names.sorted())
    for name in parameters.names { #expect(try file.tensor(name) == parameters[name]) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["weights.safetensors"])
  }

  /// A folder stands where the file should go: the rename fails, the folder stays, the temporary file goes.
  @Test func failedWriteLeavesNothingBehind() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "taken").path
    try FileManager.default.createDirectory(atPath: path + "/inside", withIntermediateDirectories: true)
    #expect(throws: TensorEngineError.self) { try Safetensors.write(Parameters(), to: path) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["taken"])
  }

  @Test func folderIsNotAFile() {
    #expect(throws: TensorEngineError.unreadable(file: "/", reason: "it is a folder")) {
      try Safetensors(path: "/")
    }
  }

  @Test func wrongTypeShapeAndNameAreSaid() throws {
    let header =
      #"{"n":{"dtype":"I32","shape":[1],"data_offsets":[0,4]},"h":{"dtype":"F16","shape":[2],"data_offsets":[4,8]}}"#
    let file = try Safetensors(bytes: Self.file(header, data: Array(repeating: 0, count: 8)), file: "f")
    for name in ["n", "h", "absent"] {
      #expect(throws: TensorEngineError.self) { try file.tensor(name) }
    }
    #expect(throws: TensorEngineError.self) { try file.integers("h") }
  }

  @Test(
    arguments: [
      [], [1, 0, 0], Array(repeating: 0xFF, count: 8), Array(repeating: 0xFF, count: 64), file(""), file("[]"),
      file("{"), file(String(repeating: "[", count: 100_000)),
      file(#"{"x":"# + String(repeating: "{\"a\":", count: 10_000)),
      file(#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#),
      file(#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0]),
      file(#"{"x":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0]),
      file(#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, data: [0, 0, 0, 0]),
      file(#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4]}}"#, data: [0, 0, 0, 0]),
      file(#"{"x":{"dtype":"F32","shape":[1e300],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0]),
      file(#"{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#),
      file(#"{"x":{"dtype":"F32","shape":[0],"data_offsets":[0,9223372036854775807]}}"#),
      file(
        #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        data: [0, 0, 0, 0]),
      file(#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0, 9]),
    ] as [[UInt8]])
  func brokenFilesAreNamedAsSuch(bytes: [UInt8]) {
    #expect {
      try Safetensors(bytes: bytes, file: "broken.safetensors")
    } throws: {
      "\($0)".hasPrefix("broken.safetensors: byte ")
    }
  }
}
