import Inference
import TensorEngine

/// One node timed alone: a run is as many executions as one translation makes.
public final class NodeTimeable: Timeable {
  /// One part: all of it.
  public let parts = ["total"]
  /// Executions behind one run.
  public let executionsPerRun: Int
  private let probe: NodeProbe
  private let pool: WorkerPool?

  /// Times what `probe` runs on the threads of `pool`.
  public init(_ probe: NodeProbe, pool: WorkerPool?) {
    self.probe = probe
    self.pool = pool
    executionsPerRun = probe.executionsPerTranslation
  }

  /// Runs `count` times all executions of a translation.
  public func run(_ count: Int) -> [Double] {
    guard let pool else { return [time(count)] }
    return pool.withBoundCaller { [time(count)] }
  }

  private func time(_ count: Int) -> Double {
    let began = RawClock.system.now()
    probe.run(count * executionsPerRun)
    return RawClock.system.now() - began
  }
}
