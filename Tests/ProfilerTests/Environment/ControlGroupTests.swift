import Foundation
import Quantities
import TestSupport
import Testing

@testable import Profiler

@Suite struct ControlGroupTests {
  private func group(_ texts: [String: String]) throws -> ControlGroup {
    try SharedFiles.withTemporaryFolder { folder in
      for (path, text) in texts {
        let file = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: false, encoding: .utf8)
      }
      return ControlGroup(SystemFiles(root: folder.path))
    }
  }

  /// The outer group allows two and a half processors, the inner one more than that.
  @Test func theTightestLimitAboveCounts() throws {
    let found = try group([
      "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/cpu.max": "250000 100000\n",
      "sys/fs/cgroup/a/b/cpu.max": "400000 100000\n", "sys/fs/cgroup/a/memory.max": "max\n",
      "sys/fs/cgroup/a/b/memory.max": "1073741824\n",
    ])
    #expect(found.processorQuota == 2.5 && found.memoryLimit == ByteCount(1 << 30))
  }

  /// In a container the path is the host's, and the limits lie at the top.
  @Test func versionOneIsReadToo() throws {
    let found = try group([
      "proc/self/cgroup": "4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n",
      "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "50000\n",
      "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "268435456\n",
    ])
    #expect(found.processorQuota == 0.5 && found.memoryLimit == ByteCount(1 << 28))
  }

  @Test func noLimitIsNoNumber() throws {
    let found = try group([
      "proc/self/cgroup": "4:memory:/\n1:cpu:/\n0::/\n", "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
      "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n", "sys/fs/cgroup/cpu.max": "max 100000\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    ])
    #expect(found.processorQuota == nil && found.memoryLimit == nil)
  }
}
