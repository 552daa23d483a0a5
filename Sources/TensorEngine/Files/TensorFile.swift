import Files

/// Tensor files whole, with this module's errors.
enum TensorFile {
  /// A checkpoint of the largest models trained here is well below this.
  private static let sizeLimit = 1 << 34

  /// Every byte of the file at `path`.
  static func read(_ path: String) throws(TensorEngineError) -> [UInt8] {
    do throws(FileError) {
      return try WholeFile.read(path, limit: sizeLimit)
    } catch {
      throw .unreadable(file: path, reason: "\(error)")
    }
  }

  /// Puts `pieces`, one after the other, at `path`, whole or not at all.
  static func write(_ pieces: [[UInt8]], to path: String) throws(TensorEngineError) {
    do throws(FileError) {
      try WholeFile.write(pieces, to: path)
    } catch {
      throw .unwritable(file: path, reason: "\(error)")
    }
  }
}
