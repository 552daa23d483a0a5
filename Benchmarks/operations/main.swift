// How fast single operations run at the size of HAT's models, forward alone and with their gradients.
// Usage: operations-benchmark [threads] [milliseconds per measurement]; prints a Markdown table for 1 and N threads.

import Foundation
import OperationCases
import TensorEngine

BLASLibrary.reexecuteWithoutOverrides()

let arguments = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
let most = arguments.first ?? ProcessInfo.processInfo.activeProcessorCount
let patience = Double(arguments.dropFirst().first ?? 500) / 1000
guard most > 0, patience > 0 else { fatalError("usage: operations-benchmark [threads] [milliseconds]") }

/// The median time in seconds of repeated calls, the first one left out.
func time(_ body: () -> Void) -> Double {
  body()
  var samples: [Double] = []
  var total = 0.0
  while samples.count < 3 || total < patience {
    let sample = ContinuousClock().measure(body) / .seconds(1)
    samples.append(sample)
    total += sample
  }
  return samples.sorted()[samples.count / 2]
}

/// Milliseconds and, where arithmetic is counted, GF/s.
func cells(_ seconds: Double, flops: Double) -> String {
  let rate = flops > 0 ? String(format: "%.0f", flops / seconds / 1e9) : "–"
  return String(format: "%.2f", seconds * 1000) + " | " + rate
}

print("Kernels: \(CPUBackend.productKernels). A gradient counts as two forward passes.\n")
print("| operation | threads | forward ms | GF/s | forward and backward ms | GF/s |\n|---|---|---|---|---|---|")
for operation in OperationCase.throughput {
  let parameters = operation.parameters(seed: 1)
  for threads in Set([1, most]).sorted() {
    let tape = Tape(backend: CPUBackend(pool: WorkerPool(workers: threads)))
    var gradients = Gradients(for: parameters)
    let forward = time {
      _ = tape.evaluate(parameters) { tape in
        operation.record(tape, operation.inputs.indices.map { tape.parameter("\($0)") })
      }
    }
    let both = time { operation.loss(parameters, on: tape, into: &gradients) }
    let (first, second) = (cells(forward, flops: operation.flops), cells(both, flops: 3 * operation.flops))
    print("| \(operation.name) | \(threads) | \(first) | \(second) |")
  }
}
