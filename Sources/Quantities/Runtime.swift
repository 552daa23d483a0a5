/// The program that executes a Transformer; a latency belongs to a runtime as much as to a device.
public enum Runtime: String, CaseIterable, Codable, Hashable, Sendable {
  /// PyTorch, one kernel per operator, dispatched by the interpreter: what HAT's published latencies were measured with.
  case pytorchEager = "pytorch-eager"
  /// This project's Inference, one kernel per operator: the same operators as PyTorch's without an interpreter.
  case eager
  /// This project's Inference with neighbouring operators fused, so that what passes between them stays in a core's cache.
  case fused

  /// Whether neighbouring operators run as one.
  public var fusesOperators: Bool { self == .fused }
}
