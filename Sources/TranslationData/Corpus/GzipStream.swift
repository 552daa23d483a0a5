import CZlib

/// A gzip file's contents, from its bytes.
///
/// A file of several members, as `cat a.gz b.gz` and `pigz` make them, is their contents one after the other. The only place
/// that calls zlib: `inflateInit2_` with 15 + 16 window bits (gzip only), `inflate`, `inflateReset`, `inflateEnd`.
enum GzipStream {
  /// Why bytes could not be unpacked.
  enum Failure: Error, Equatable {
    /// The bytes end before the contents do.
    case truncated
    /// A byte or a check sum is wrong, in zlib's words.
    case corrupt(String)
    /// There is more than the limit.
    case tooLarge(limit: Int)
  }

  /// Whether `bytes` begin as a gzip file does.
  static func begins(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The contents of the gzip file `packed`, of which at most `limit` bytes are ever held.
  static func contents(of packed: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
    var stream = z_stream()
    guard inflateInit2_(&stream, 15 + 16, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw .corrupt("zlib could not start")
    }
    defer { inflateEnd(&stream) }
    var packed = packed
    var contents: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var used = 0
    while true {
      let step = advance(&stream, over: &packed, from: used, into: &chunk)
      used += step.used
      contents += chunk.prefix(step.made)
      guard contents.count <= limit else { throw .tooLarge(limit: limit) }
      switch step.code {
      case Z_STREAM_END:
        // What is no further member is padding, which gzip ignores too.
        guard packed.count - used >= 2, packed[used] == 0x1F, packed[used + 1] == 0x8B else { return contents }
        inflateReset(&stream)
      case Z_OK, Z_BUF_ERROR:
        if used == packed.count && step.made < chunk.count { throw .truncated }
      default: throw .corrupt(stream.msg.map { String(cString: $0) } ?? "code \(step.code)")
      }
    }
  }

  /// One call of `inflate`: what it returned, and how many bytes it took and made.
  private static func advance(
    _ stream: inout z_stream, over packed: inout [UInt8], from used: Int, into chunk: inout [UInt8]
  ) -> (code: Int32, used: Int, made: Int) {
    // zlib counts in 32 bits.
    let offered = min(packed.count - used, 1 << 30)
    let room = chunk.count
    return packed.withUnsafeMutableBufferPointer { input in
      chunk.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress.map { $0 + used }
        stream.avail_in = UInt32(offered)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(room)
        let code = inflate(&stream, Z_NO_FLUSH)
        return (code, offered - Int(stream.avail_in), room - Int(stream.avail_out))
      }
    }
  }
}
