// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "hatbench-benchmarks",
  dependencies: [
    .package(name: "hatbench", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
  ],
  targets: [
    // HAT's network against PyTorch: predictor/compare.
    .executableTarget(
      name: "predictor-benchmark",
      dependencies: [
        .product(name: "CostModel", package: "hatbench"),
        .product(name: "TensorEngine", package: "hatbench"),
        .product(name: "Quantities", package: "hatbench"),
      ],
      path: "predictor", exclude: ["compare", "pytorch_predictor.py"], sources: ["main.swift"], swiftSettings: strict),
    // Training, validating and translating against PyTorch and CTranslate2: engine/compare.
    .executableTarget(
      name: "engine-benchmark",
      dependencies: [
        .product(name: "Inference", package: "hatbench"),
        .product(name: "TransformerModel", package: "hatbench"),
        .product(name: "TransformerIR", package: "hatbench"),
        .product(name: "TensorEngine", package: "hatbench"),
        .product(name: "Randomness", package: "hatbench"),
      ],
      path: "engine", exclude: ["compare"], swiftSettings: strict),
    // The losses that a search asks for: search/compare.
    .executableTarget(
      name: "search-benchmark",
      dependencies: [
        .product(name: "Training", package: "hatbench"),
        .product(name: "TensorEngine", package: "hatbench"),
        .product(name: "TransformerIR", package: "hatbench"),
        .product(name: "TranslationData", package: "hatbench"),
      ],
      path: "search", exclude: ["README.md", "compare", "strategies", "designs.py", "peer.py"],
      swiftSettings: strict),
    // What a simulation takes, and what a streamer takes from memory: simulator/what-if.
    .executableTarget(
      name: "simulator-benchmark",
      dependencies: [
        .product(name: "CostModel", package: "hatbench"),
        .product(name: "Hardware", package: "hatbench"),
        .product(name: "Profiler", package: "hatbench"),
        .product(name: "Quantities", package: "hatbench"),
        .product(name: "Statistics", package: "hatbench"),
        .product(name: "TensorEngine", package: "hatbench"),
        .product(name: "TransformerIR", package: "hatbench"),
      ],
      path: "simulator", exclude: ["split", "what-if"], swiftSettings: strict),
    // Single operations at the size of HAT's models.
    .executableTarget(
      name: "operations-benchmark",
      dependencies: [
        .product(name: "OperationCases", package: "hatbench"),
        .product(name: "TensorEngine", package: "hatbench"),
      ],
      path: "operations", swiftSettings: strict),
    // Estimates, fits and searches: swift package benchmark.
    .executableTarget(
      name: "Estimates",
      dependencies: [
        .product(name: "Benchmark", package: "benchmark"),
        .product(name: "CostModel", package: "hatbench"),
        .product(name: "HATSearch", package: "hatbench"),
        .product(name: "Hardware", package: "hatbench"),
        .product(name: "Randomness", package: "hatbench"),
        .product(name: "TransformerIR", package: "hatbench"),
      ],
      path: "Estimates", swiftSettings: strict, plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
