import Glibc

/// Memory that an engine owns for its whole life, aligned to cache lines.
final class Storage<Element: BitwiseCopyable> {
  /// The elements; they hold anything until they are written.
  let elements: UnsafeMutableBufferPointer<Element>

  /// The first element.
  var base: UnsafeMutablePointer<Element> { elements.baseAddress! }

  /// Allocates room for `count` elements, at least one.
  init(_ count: Int) throws(InferenceError) {
    let count = max(count, 1)
    let bytes = count * MemoryLayout<Element>.stride
    var memory: UnsafeMutableRawPointer?
    guard posix_memalign(&memory, cacheLine, bytes) == 0, let memory else { throw .outOfMemory(bytes: bytes) }
    elements = UnsafeMutableBufferPointer(start: memory.bindMemory(to: Element.self, capacity: count), count: count)
  }

  deinit { free(elements.baseAddress) }

  subscript(index: Int) -> Element {
    get { elements[index] }
    set { elements[index] = newValue }
  }
}

/// Bytes of a cache line, and of the widest vector.
private let cacheLine = 64
/// Floats of a cache line: where buffers may begin.
let floatAlignment = cacheLine / MemoryLayout<Float>.stride
