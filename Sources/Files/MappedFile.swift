import Glibc

/// A file's bytes as memory, read from the disk only where they are touched.
///
/// The file is mapped for as long as the value lives. It must not be cut short meanwhile: a touch beyond its end would stop
/// the program (SIGBUS). ``WholeFile`` never does that; it puts a new file in the old one's place, and the mapping keeps the
/// old one.
///
/// Calls `mmap` with `PROT_READ` and `MAP_PRIVATE`, and `munmap` at the end of life.
public final class MappedFile: Sendable {
  /// The file's bytes; valid while this object lives, so the object must be held for as long as they are used.
  public nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// Maps the file at `path`.
  ///
  /// - Throws: ``FileError``, also for pipes and devices, which cannot be mapped.
  public init(_ path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .isFolder
    default: throw .other("it is a pipe or a device, and only plain files can be mapped")
    }
    let count = Int(status.st_size)
    // No bytes cannot be mapped.
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw FileError(errno)
    }
    bytes = UnsafeRawBufferPointer(start: start, count: count)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }

  /// How many bytes the file has.
  public var count: Int { bytes.count }
}
