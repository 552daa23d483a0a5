import Randomness
import Testing

@testable import TensorEngine

@Suite struct PyTorchLegacyFileTests {
  private typealias Builder = LegacyFileBuilder

  private func error(_ bytes: [UInt8]) -> String {
    do {
      _ = try PyTorchLegacyFile(bytes: bytes, file: "x.pt")
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func readsATensor() throws {
    let file = try PyTorchLegacyFile(bytes: Builder.sample.bytes, file: "x.pt")
    #expect(try file.tensor("w", shape: [2, 3]) == Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]))
    #expect(throws: TensorEngineError.self) { try file.tensor("w", shape: [3, 2]) }
    #expect(throws: TensorEngineError.self) { try file.tensor("v", shape: [2, 3]) }
  }

  /// The machine's stack must not be copied for each of them.
  @Test func aFileOfThousandsOfTensorsIsRead() throws {
    var builder = Builder.sample
    for index in 0..<3_000 {
      builder.add("w\(index)", storage: "s", count: 6, offset: 0, shape: [2, 3], strides: [3, 1])
    }
    #expect(try PyTorchLegacyFile(bytes: builder.bytes, file: "x.pt").tensors.names.count == 3_001)
  }

  /// The transpose of rows [1, 2, 3], [4, 5, 6] without its first row, as strides over the same storage.
  @Test func followsStridesAndOffsets() throws {
    var builder = Builder.sample
    builder.add("t", storage: "s", count: 6, offset: 1, shape: [2, 2], strides: [1, 3])
    builder.add("empty", storage: "s", count: 6, offset: 0, shape: [0, 5], strides: [1, 1])
    builder.add("one", storage: "s", count: 6, offset: 5, shape: [1, 1], strides: [.max, .max])
    let file = try PyTorchLegacyFile(bytes: builder.bytes, file: "x.pt")
    #expect(try file.tensor("one", shape: [1, 1]).scalars == [6])
    #expect(try file.tensor("t", shape: [2, 2]).scalars == [2, 5, 3, 6])
    #expect(try file.tensor("empty", shape: [0, 5]).count == 0)
  }

  /// The fourth pickle starts at byte 21 + 26: magic, version, and the system's dictionary.
  @Test func refusesToCallAnything() {
    let call = Array("cos\nsystem\n(X".utf8) + [4, 0, 0, 0] + Array("truetR.".utf8)
    let place = Builder.magic.count + Builder.system.count + 2
    #expect(error(Builder.file(dictionary: call)).hasPrefix("x.pt: byte \(place): refuses the name 'os.system'; "))
  }

  @Test func refusesUnknownOpcodesAndZipFiles() {
    #expect(error(Builder.file(dictionary: [0x81, 0x2E])).contains("refuses opcode 0x81"))
    #expect(error([0x50, 0x4B, 3, 4, 0, 0]).contains("refuses PyTorch's newer zip format"))
  }

  @Test(arguments: [
    (6, 0, [2, 3], [4, 1]), (6, -1, [2], [1]), (6, 0, [-2, -3], [3, 1]), (6, 0, [2], [-1]), (6, 6, [1], [1]),
    (6, .max, [2], [1]), (6, 0, [3], [.max]), (6, 0, [.max, .max], [0, 0]), (6, 0, [2, 3], [1]), (.max, 0, [1], [1]),
    (-6, 0, [1], [1]),
    (7, 0, [7], [1]), (6, 0, [1 << 40], [0]),
  ])
  func tensorsThatDoNotFitTheirStorageAreErrors(count: Int, offset: Int, shape: [Int], strides: [Int]) {
    var builder = Builder.sample
    builder.add("bad", storage: "s", count: count, offset: offset, shape: shape, strides: strides)
    #expect(error(builder.bytes).hasPrefix("x.pt: byte "))
  }

  @Test func programsThatGrowWithoutBoundAreRefused() {
    let nest = Builder.file(dictionary: [0x29] + Array(repeating: 0x85, count: 200_000) + [0x2E])
    #expect(error(nest).contains("nested more than 16 deep"))
    let push = Builder.file(dictionary: Array(repeating: 0x29, count: 2_000_000))
    #expect(error(push).contains("more than a million instructions"))
    let cycle = Builder.file(dictionary: Array("]q".utf8) + [0, 0x68, 0] + Array("a.".utf8))
    #expect(error(cycle).contains("used twice"))
  }

  @Test func everyTruncationIsAnError() {
    let bytes = Builder.sample.bytes
    for length in 0..<bytes.count { #expect(error(Array(bytes[..<length])).hasPrefix("x.pt: byte ")) }
    #expect(error(bytes + [0]).contains("1 more bytes"))
  }

  @Test(arguments: UInt64(0)..<20) func noDamageCrashesAReader(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      var bytes = Builder.sample.bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      readAnything(bytes)
    }
  }
}
