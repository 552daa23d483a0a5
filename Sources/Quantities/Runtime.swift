/// The program that executes a Transformer; a latency belongs to a runtime as much as to a device.
public enum Runtime: String, CaseIterable, Codable, Hashable, Sendable {
  /// PyTorch, one kernel per operator, dispatched by the interpreter: what HAT's published latencies were measured with.
  case pytorchEager = "pytorch-eager"
}
