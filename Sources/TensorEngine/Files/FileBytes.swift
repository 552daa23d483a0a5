import Glibc

/// Whole files in and out, by the system's own calls.
enum FileBytes {
  /// Every byte of the regular file at `path`.
  /// - Throws: `unreadable`, also for a folder, a pipe or a device.
  static func read(_ path: String) throws(TensorEngineError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(file: path, reason: lastError()) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: lastError()) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(file: path, reason: "it is not a regular file") }
    var failure: String?
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
      while count < buffer.count {
        let part = Glibc.read(descriptor, buffer.baseAddress! + count, buffer.count - count)
        if part > 0 { count += part }
        if part == 0 { break }
        if part < 0 && errno != EINTR {
          failure = lastError()
          break
        }
      }
    }
    if let failure { throw .unreadable(file: path, reason: failure) }
    return bytes
  }

  /// Puts a file of the given pieces, one after the other, at `path`: whole or not at all, also if power fails.
  ///
  /// The bytes go to a temporary file in the same folder, which is synced and then renamed over `path`.
  /// - Throws: `unwritable`; then the old file is as it was, and the temporary one is gone.
  static func writeAtomically(_ pieces: [[UInt8]], to path: String) throws(TensorEngineError) {
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(file: path, reason: lastError()) }
    let isWritten = pieces.allSatisfy { writeAll($0, to: descriptor) } && fsync(descriptor) == 0
    let reason = lastError()
    guard close(descriptor) == 0, isWritten else {
      unlink(temporary)
      throw .unwritable(file: path, reason: reason)
    }
    guard rename(temporary, path) == 0 else {
      let reason = lastError()
      unlink(temporary)
      throw .unwritable(file: path, reason: reason)
    }
    syncFolder(of: path)
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let part = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if part < 0 && errno == EINTR { continue }
        if part < 0 { return false }
        rest = rest.dropFirst(part)
      }
      return true
    }
  }

  /// Makes the new name durable; some file systems cannot, and then the rename alone must do.
  private static func syncFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func lastError() -> String { String(cString: strerror(errno)) }
}
