import Glibc

/// Keeps a second process from writing what this one writes: a file beside it, locked as long as this exists.
///
/// The system releases the lock however the process ends, so a killed one leaves nothing to clean up. The file is not
/// the one that is written, because closing any descriptor of a database would release the database's own locks.
public struct FileLock: ~Copyable, Sendable {
  /// Why something could not be locked.
  public enum Failure: Error, Hashable, Sendable {
    /// Another process holds the lock; its number, if it could be read.
    case held(process: Int?)
    /// The lock's file cannot be made.
    case unusable(reason: String)
  }

  private let path: String
  private let descriptor: Int32

  /// Locks what is at `subject`, and writes this process's number into `subject.lock` for others to read.
  public init(for subject: String) throws(Failure) {
    path = subject + ".lock"
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw .unusable(reason: String(cString: strerror(errno))) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let code = errno
        let holder = Self.holder(descriptor)
        close(descriptor)
        guard code == EWOULDBLOCK else { throw .unusable(reason: String(cString: strerror(code))) }
        throw .held(process: holder)
      }
      // Whoever held it before may just have removed the file: then it is no longer the one that others would lock.
      if Self.isStill(path, descriptor) {
        self.descriptor = descriptor
        break
      }
      close(descriptor)
    }
    let number = Array("\(getpid())\n".utf8)
    // Only the message to others needs the number; without room on the disk they do without.
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, number, number.count, 0) }
  }

  deinit {
    unlink(path)
    close(descriptor)
  }

  private static func holder(_ descriptor: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? Int(String(decoding: bytes.prefix(count), as: UTF8.self).prefix { $0.isNumber }) : nil
  }

  private static func isStill(_ path: String, _ descriptor: Int32) -> Bool {
    var (named, held) = (stat(), stat())
    return stat(path, &named) == 0 && fstat(descriptor, &held) == 0 && named.st_ino == held.st_ino
      && named.st_dev == held.st_dev
  }
}
