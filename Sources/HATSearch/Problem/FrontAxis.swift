import Quantities
import TransformerIR

/// A cost that a front trades against the others; lower is better on every axis.
public enum FrontAxis: String, CaseIterable, Codable, Hashable, Sendable {
  /// The value of the objective.
  case objective
  /// The median predicted latency in seconds.
  case latency
  /// Parameters of the layers, without embeddings and output layer.
  case parameters
  /// Bytes of weights, caches and activations at the worst moment of a translation. The slowest axis: it lowers the graph.
  case memory

  func cost(of workload: Workload, objective: Double, latency: Seconds) -> Double {
    switch self {
    case .objective: objective
    case .latency: latency.value
    case .parameters: Double(workload.parameterCount())
    case .memory: workload.graph().liveMemory().total.value
    }
  }
}
