import Files
import Foundation
import TransformerIR

/// Losses of designs in a file, as they are computed: a search that was killed goes on without computing one again.
///
/// The first line says what the losses are of; every further line is a design, the sentence that its losses begin with, the
/// losses (base64 of little-endian 32-bit floats) and the seconds that computing them took. A last line that was cut short by
/// a kill is dropped.
///
/// ```
/// hatbench losses 1 5f3a…
/// 192 512.4 512.4 | 192 512.4.4.1 384.2.4.2 0 AACAPwAAAEA… 0.0821
/// ```
public final class LossJournal {
  /// The losses of each design's first sentences.
  public private(set) var losses: [SubTransformer: [Float]] = [:]
  /// What computing them took: the wall-clock time of all sittings together.
  public private(set) var seconds = 0.0
  /// Where the file is.
  public let path: String

  private let handle: FileHandle
  private let lock: FileLock

  /// Opens the journal at `path`, or begins it.
  /// - Parameters:
  ///   - fingerprint: What the losses are of (``InheritedLosses/fingerprint``).
  ///   - resuming: Whether the losses that are there are wanted; without it there must be none.
  /// - Throws: `TrainingError.unusable` for a file that is another journal, damaged, locked, or there without being wanted.
  public init(at path: String, fingerprint: String, resuming: Bool) throws(TrainingError) {
    self.path = path
    do throws(FileLock.Failure) {
      lock = try FileLock(for: path)
    } catch {
      switch error {
      case .held(let process):
        throw .unusable(
          path: path, reason: "\(process.map { "process \($0)" } ?? "another process") is using it: wait for its end")
      case .unusable(let reason): throw .unusable(path: path, reason: reason)
      }
    }
    let heading = "hatbench losses 1 \(fingerprint)"
    if FileManager.default.fileExists(atPath: path) {
      guard resuming else {
        throw .unusable(
          path: path,
          reason: "there are losses of an earlier search: give --resume to go on with them, or another --losses FILE")
      }
      let whole = try Self.read(path, heading: heading, into: &losses, &seconds)
      handle = try Self.open(path)
      do {
        try handle.truncate(atOffset: UInt64(whole))
        try handle.seekToEnd()
      } catch { throw .unusable(path: path, reason: error.localizedDescription) }
      if whole == 0 { try append(line: heading) }
    } else {
      guard FileManager.default.createFile(atPath: path, contents: nil) else {
        throw .unusable(path: path, reason: "cannot be made; is there such a folder, and may you write to it?")
      }
      handle = try Self.open(path)
      try append(line: heading)
    }
  }

  deinit { try? handle.close() }

  /// Notes the losses of sentences `first...` of `design`, which took so many `seconds`.
  /// - Throws: `TrainingError.unusable`, on a full disk for instance; what was noted before stays.
  func append(
    _ design: SubTransformer, from first: Int, _ values: [Float], seconds: Double
  ) throws(TrainingError) {
    let bytes = values.withUnsafeBytes { Data($0) }
    let time = (seconds * 1e6).rounded() / 1e6
    try append(line: "\(Self.text(design)) \(first) \(bytes.base64EncodedString()) \(time)")
    losses[design, default: []] += values
    self.seconds += time
  }

  private func append(line: String) throws(TrainingError) {
    do {
      try handle.write(contentsOf: Data((line + "\n").utf8))
    } catch {
      throw .unusable(
        path: path,
        reason:
          "cannot be written (\(error.localizedDescription)): free some space and give the same command with --resume"
      )
    }
  }

  private static func open(_ path: String) throws(TrainingError) -> FileHandle {
    guard let handle = FileHandle(forUpdatingAtPath: path) else {
      throw .unusable(path: path, reason: "cannot be opened for writing")
    }
    return handle
  }
}

// MARK: Lines

extension LossJournal {
  private static let byteLimit = 1 << 34

  /// Reads what is whole.
  /// - Returns: The bytes of all whole lines.
  private static func read(
    _ path: String, heading: String, into losses: inout [SubTransformer: [Float]], _ seconds: inout Double
  ) throws(TrainingError) -> Int {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try WholeFile.read(path, limit: byteLimit)
    } catch { throw .unusable(path: path, reason: "\(error)") }
    guard let last = bytes.lastIndex(of: UInt8(ascii: "\n")) else {
      // A kill may leave a part of the first line; anything else is somebody's file.
      guard heading.utf8.starts(with: bytes) else {
        throw .unusable(path: path, reason: "this is not a journal of losses: give another --losses FILE")
      }
      return 0
    }
    for (number, line) in bytes[..<last].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      let text = String(decoding: line, as: UTF8.self)
      if number == 0 {
        guard text == heading else {
          throw .unusable(
            path: path,
            reason: text.hasPrefix("hatbench losses ")
              ? "these are losses of another checkpoint or another text: give another --losses FILE"
              : "this is not a journal of losses: give another --losses FILE")
        }
        continue
      }
      guard let entry = entry(text), entry.first <= losses[entry.design]?.count ?? 0 else {
        throw .unusable(path: path, reason: "line \(number + 1) is damaged: remove it and all lines after it")
      }
      losses[entry.design] = Array((losses[entry.design] ?? []).prefix(entry.first)) + entry.losses
      seconds += entry.seconds
    }
    return last + 1
  }

  private static func entry(
    _ line: String
  ) -> (design: SubTransformer, first: Int, losses: [Float], seconds: Double)? {
    let fields = line.split(separator: " ")
    guard fields.count > 4, let seconds = Double(fields[fields.count - 1]), seconds >= 0, seconds.isFinite,
      let first = Int(fields[fields.count - 3]), first >= 0,
      let data = Data(base64Encoded: String(fields[fields.count - 2])),
      data.count.isMultiple(of: MemoryLayout<Float>.size), !data.isEmpty,
      let design = design(fields.dropLast(3).map { $0 })
    else { return nil }
    let values = data.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map {
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
    guard values.allSatisfy(\.isFinite) else { return nil }
    return (design, first, values, seconds)
  }

  /// `192 512.4 512.4 | 192 512.4.4.1`: widths, then for each layer its FFN, heads and HAT's number of what is attended to.
  private static func text(_ design: SubTransformer) -> String {
    let encoder = design.encoder.layers.map { "\($0.ffn).\($0.heads)" }
    let decoder = design.decoder.layers.map { "\($0.ffn).\($0.selfHeads).\($0.crossHeads).\($0.attended.rawValue)" }
    return (["\(design.encoder.embedding)"] + encoder + ["|", "\(design.decoder.embedding)"] + decoder)
      .joined(separator: " ")
  }

  private static func design(_ fields: [Substring]) -> SubTransformer? {
    let stacks = fields.split(separator: "|")
    guard stacks.count == 2, let encoder = numbers(stacks[0], each: 2), let decoder = numbers(stacks[1], each: 4)
    else { return nil }
    let encoderLayers = encoder.layers.map { SubTransformer.EncoderLayer(ffn: $0[0], heads: $0[1]) }
    let decoderLayers = decoder.layers.compactMap { numbers in
      AttendedLayers(rawValue: numbers[3]).map {
        SubTransformer.DecoderLayer(ffn: numbers[0], selfHeads: numbers[1], crossHeads: numbers[2], attended: $0)
      }
    }
    guard decoderLayers.count == decoder.layers.count else { return nil }
    return SubTransformer(
      encoder: .init(embedding: encoder.width, layers: encoderLayers),
      decoder: .init(embedding: decoder.width, layers: decoderLayers))
  }

  /// A stack's width and the numbers of its layers; nil unless each layer has as many as it must.
  private static func numbers(
    _ fields: ArraySlice<Substring>, each count: Int
  ) -> (width: Int, layers: [[Int]])? {
    guard let width = fields.first.flatMap({ Int($0) }) else { return nil }
    let layers = fields.dropFirst().map { $0.split(separator: ".").compactMap { Int($0) } }
    return !layers.isEmpty && layers.allSatisfy { $0.count == count } ? (width, layers) : nil
  }
}
