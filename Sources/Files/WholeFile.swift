import Glibc

/// Files read whole, and written whole or not at all.
///
/// Every reader and writer of hatbench goes through here, so that a missing file, a full disk or a device in place of a
/// file is met in one way.
public enum WholeFile {
  /// Every byte of the file, pipe or device at `path`.
  ///
  /// - Parameter limit: The most bytes that a file of the expected kind can have; one more is an error, and at most
  ///   that many are held in memory.
  /// - Throws: ``FileError``.
  public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .isFolder }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(Int(status.st_size) + 1, limit + 1))
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError(errno)
      }
      bytes += chunk.prefix(count)
      guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
    }
  }

  /// The text of the file at `path`.
  ///
  /// - Throws: ``FileError``, also if the bytes are not UTF-8.
  public static func readText(_ path: String, limit: Int) throws(FileError) -> String {
    guard let text = String(validating: try read(path, limit: limit), as: UTF8.self) else { throw .notText }
    return text
  }

  /// Puts `pieces`, one after the other, at `path`: whole or not at all, also if power fails.
  ///
  /// The bytes go to a temporary file in the same folder, which is synced and then takes the name. A pipe or device, such as
  /// `/dev/stdout`, is written to and never replaced; a symbolic link is followed.
  ///
  /// - Throws: ``FileError``; then the old file is as it was, and the temporary one is gone.
  public static func write(_ pieces: [[UInt8]], to path: String) throws(FileError) {
    var status = stat()
    guard stat(path, &status) == 0 else { return try replace(path, with: pieces) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: try replace(resolved(path), with: pieces)
    case S_IFDIR: throw .isFolder
    default: try fill(path, flags: O_WRONLY, with: pieces)
    }
  }

  /// Puts `text` at `path`, whole or not at all.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write([Array(text.utf8)], to: path)
  }

  private static func replace(_ path: String, with pieces: [[UInt8]]) throws(FileError) {
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).partial"
    do throws(FileError) {
      try fill(temporary, flags: O_WRONLY | O_CREAT | O_EXCL, with: pieces)
      guard rename(temporary, path) == 0 else { throw FileError(errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    syncFolder(of: path)
  }

  private static func fill(_ path: String, flags: Int32, with pieces: [[UInt8]]) throws(FileError) {
    let descriptor = open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(errno) }
    do throws(FileError) {
      for piece in pieces { try writeAll(piece, to: descriptor) }
      // Pipes and devices cannot be synced, and need not be.
      guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw FileError(errno) }
    } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else { throw FileError(errno) }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written) }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError(errno)
      }
      written += count
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

  /// The file that a path, which may be a symbolic link, stands for.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
