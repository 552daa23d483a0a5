/// The operating system, its kernel, and whether it runs on a machine of its own.
struct SystemDescription: Hashable, Sendable {
  var name: String
  var kernel: String
  /// The hypervisor's name, or `yes` if only its presence shows; nil on bare metal.
  var hypervisor: String?

  init(_ files: SystemFiles, processorShowsHypervisor: Bool) {
    let release = files.lines("etc/os-release").first { $0.hasPrefix("PRETTY_NAME=") }
    name = release.map { $0.dropFirst("PRETTY_NAME=".count).filter { $0 != "\"" } } ?? "unknown"
    kernel = files.text("proc/sys/kernel/osrelease").map { "Linux \($0)" } ?? "unknown"
    hypervisor =
      files.text("sys/hypervisor/type") ?? Self.productName(files) ?? (processorShowsHypervisor ? "yes" : nil)
  }

  /// Makers and products of virtual machines, as firmware names them; clouds also name bare metal so, and are left to the
  /// processor's flag.
  private static func productName(_ files: SystemFiles) -> String? {
    let names = ["sys_vendor", "product_name"].compactMap { files.text("sys/class/dmi/id/\($0)") }
    let known = [
      ("QEMU", "qemu"), ("KVM", "kvm"), ("VMware", "vmware"), ("VirtualBox", "virtualbox"),
      ("Virtual Machine", "hyper-v"), ("Xen", "xen"), ("Firecracker", "firecracker"),
    ]
    return known.first { name, _ in names.contains { $0.contains(name) } }?.1
  }
}
