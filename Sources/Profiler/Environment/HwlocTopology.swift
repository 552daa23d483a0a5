import CHwloc
import Hardware
import Quantities

/// A topology that hwloc holds, for as long as this value lives.
struct HwlocTopology: ~Copyable {
  private let handle: hwloc_topology_t

  /// Loads the topology in `xml`, or this machine's, disallowed processors included.
  init(xml: String? = nil) throws(MachineError) {
    var created: hwloc_topology_t?
    guard hwloc_topology_init(&created) == 0, let created else { throw .noTopology }
    let accepted = xml.map { hwloc_topology_set_xmlbuffer(created, $0, Int32($0.utf8.count + 1)) } ?? 0
    let flags = UInt(HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED.rawValue)
    guard accepted == 0, hwloc_topology_set_flags(created, flags) == 0, hwloc_topology_load(created) == 0 else {
      hwloc_topology_destroy(created)
      throw .noTopology
    }
    handle = created
  }

  deinit { hwloc_topology_destroy(handle) }

  /// How many objects of `type` there are.
  func count(_ type: hwloc_obj_type_t) -> Int { max(0, Int(hwloc_get_nbobjs_by_type(handle, type))) }

  /// What `read` makes of each object of `type`, in hwloc's order.
  func map<Result>(_ type: hwloc_obj_type_t, _ read: (hwloc_obj) -> Result) -> [Result] {
    (0..<count(type)).compactMap { index in
      hwloc_get_obj_by_type(handle, type, UInt32(index)).map { read($0.pointee) }
    }
  }

  /// The numbers in a set; none for no set.
  static func numbers(_ set: hwloc_bitmap_t?) -> [Int] {
    guard let set, hwloc_bitmap_weight(set) >= 0 else { return [] }
    return Array(
      sequence(first: hwloc_bitmap_first(set)) { hwloc_bitmap_next(set, $0) }.prefix { $0 >= 0 }.map(Int.init))
  }

  /// The levels of data cache, nearest first. In a hybrid processor, a level's first cache speaks for all.
  var caches: [Environment.Cache] {
    let levels = [
      ("l1d", HWLOC_OBJ_L1CACHE), ("l2", HWLOC_OBJ_L2CACHE), ("l3", HWLOC_OBJ_L3CACHE), ("l4", HWLOC_OBJ_L4CACHE),
    ]
    return levels.compactMap { name, type in
      let all = map(type) { ($0.attr.pointee.cache, Self.numbers($0.cpuset)) }
      guard let (cache, processors) = all.first else { return nil }
      let cores = map(HWLOC_OBJ_CORE) { Self.numbers($0.cpuset) }
      let sharing = cores.count { !Set($0).isDisjoint(with: processors) }
      return Environment.Cache(
        level: name, size: ByteCount(Double(cache.size)), count: all.count, sharedByCores: max(1, sharing),
        lineBytes: cache.linesize > 0 ? Int(cache.linesize) : nil,
        ways: cache.associativity > 0 ? Int(cache.associativity) : nil)
    }
  }

  /// The topology as hwloc writes it; empty if it refuses.
  var xml: String {
    var (buffer, length): (UnsafeMutablePointer<CChar>?, Int32) = (nil, 0)
    guard hwloc_topology_export_xmlbuffer(handle, &buffer, &length, 0) == 0, let buffer else { return "" }
    defer { hwloc_free_xmlbuffer(handle, buffer) }
    return String(cString: buffer)
  }
}
