// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is held to the same bar: Swift 6 mode, warnings are errors.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "hatbench",
  products: [
    .executable(name: "hatbench", targets: ["hatbench"]),
    .library(name: "Quantities", targets: ["Quantities"]),
    .library(name: "Files", targets: ["Files"]),
    .library(name: "Randomness", targets: ["Randomness"]),
    .library(name: "Statistics", targets: ["Statistics"]),
    .library(name: "Hardware", targets: ["Hardware"]),
    .library(name: "TransformerIR", targets: ["TransformerIR"]),
    .library(name: "TensorEngine", targets: ["TensorEngine"]),
    .library(name: "TransformerModel", targets: ["TransformerModel"]),
    .library(name: "Inference", targets: ["Inference"]),
    .library(name: "TranslationData", targets: ["TranslationData"]),
    .library(name: "Reporting", targets: ["Reporting"]),
    .library(name: "CostModel", targets: ["CostModel"]),
    .library(name: "HATSearch", targets: ["HATSearch"]),
    .library(name: "Profiler", targets: ["Profiler"]),
    .library(name: "Training", targets: ["Training"]),
    // For the benchmarks, which time the operations that the tests check.
    .library(name: "OperationCases", targets: ["OperationCases"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // Storey 0: units, files, random numbers, and the system libraries behind their narrowest shims.
    .target(name: "Quantities", exclude: ["README.md"], swiftSettings: strict),
    .target(name: "Files", exclude: ["README.md"], swiftSettings: strict),
    .target(name: "Randomness", exclude: ["README.md"], swiftSettings: strict),
    .target(name: "Statistics", dependencies: ["Randomness"], exclude: ["README.md"], swiftSettings: strict),
    // Plain C: vector loops for the instruction set that the program finds when it starts.
    .target(name: "CKernels", exclude: ["README.md"]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CHwloc", pkgConfig: "hwloc", providers: [.apt(["libhwloc-dev"])]),
    .systemLibrary(name: "CPAPI", pkgConfig: "papi", providers: [.apt(["libpapi-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // Storey 1: what the world is: devices, designs, tensors, pages. None of these knows another.
    .target(
      name: "Hardware", dependencies: ["Quantities", "Files", "Statistics"], exclude: ["README.md"],
      swiftSettings: strict),
    .target(
      name: "TransformerIR", dependencies: ["Quantities", "Files", "Yams"], exclude: ["README.md"],
      swiftSettings: strict),
    .target(
      name: "TensorEngine", dependencies: ["Quantities", "Files", "CKernels", "COpenBLAS"],
      exclude: ["README.md"],
      swiftSettings: strict),
    .target(
      name: "TranslationData", dependencies: ["Files", "Randomness", "CZlib"], exclude: ["README.md"],
      swiftSettings: strict),
    .target(name: "Reporting", dependencies: ["Files"], exclude: ["README.md"], swiftSettings: strict),

    // Storey 2: models of the world.
    .target(
      name: "CostModel",
      dependencies: ["Hardware", "TransformerIR", "TensorEngine", "Files", "Randomness", "Statistics"],
      exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "TransformerModel", dependencies: ["TransformerIR", "TensorEngine", "Randomness"], exclude: ["README.md"],
      swiftSettings: strict),

    .target(
      name: "Inference", dependencies: ["TransformerIR", "TensorEngine", "Quantities"], exclude: ["README.md"],
      swiftSettings: strict),

    // Storey 3: decisions.
    .target(
      name: "HATSearch", dependencies: ["CostModel", "TransformerIR", "Randomness"], exclude: ["README.md"],
      swiftSettings: strict),
    .target(
      name: "Profiler",
      dependencies: [
        "Inference", "TransformerModel", "TensorEngine", "Hardware", "TransformerIR", "CKernels", "CHwloc", "CPAPI",
        "Files", "Quantities", "Randomness", "Statistics", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "Training",
      dependencies: [
        "TransformerModel", "Inference", "TensorEngine", "TransformerIR", "TranslationData", "Files", "Quantities",
        "Randomness",
      ],
      exclude: ["README.md"], swiftSettings: strict),

    // Storey 4: the command line parses, calls one library function, renders.
    .executableTarget(
      name: "hatbench",
      dependencies: [
        "HATSearch", "Profiler", "Training", "CostModel", "TransformerModel", "Inference", "TranslationData",
        "Hardware", "TransformerIR", "TensorEngine", "Reporting", "Files", "Statistics", "Randomness", "Quantities",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["README.md"], swiftSettings: strict),

    // Tests, and what they share.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .target(
      name: "OperationCases", dependencies: ["TensorEngine", "Randomness"], path: "Tests/OperationCases",
      swiftSettings: strict),
    .target(
      name: "GoldenSupport", dependencies: ["TransformerModel", "TransformerIR", "TensorEngine", "TestSupport"],
      path: "Tests/GoldenSupport", swiftSettings: strict),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "RandomnessTests", dependencies: ["Randomness"], swiftSettings: strict),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Statistics", "Hardware", "Randomness", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "QuantitiesTests", dependencies: ["Quantities"], swiftSettings: strict),
    .testTarget(name: "HardwareTests", dependencies: ["Hardware", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "TransformerIRTests", dependencies: ["TransformerIR", "Randomness", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "TensorEngineTests",
      dependencies: ["TensorEngine", "CKernels", "Randomness", "OperationCases", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "TransformerModelTests",
      dependencies: [
        "TransformerModel", "Inference", "TransformerIR", "TensorEngine", "Randomness", "GoldenSupport", "TestSupport",
      ],
      swiftSettings: strict),
    // Plain C: counts what a test allocates.
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    .testTarget(
      name: "InferenceTests",
      dependencies: [
        "Inference", "TransformerIR", "TensorEngine", "Quantities", "Randomness", "AllocationCounter", "GoldenSupport",
        "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "TranslationDataTests", dependencies: ["TranslationData", "Randomness", "Files", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "TranslationData", "TransformerModel", "Inference", "TransformerIR", "TensorEngine", "Randomness",
        "GoldenSupport", "TestSupport",
      ],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(name: "ReportingTests", dependencies: ["Reporting", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "CostModelTests", dependencies: ["CostModel", "Randomness", "Statistics", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "HATSearchTests", dependencies: ["HATSearch", "Randomness", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ProfilerTests",
      dependencies: [
        "Profiler", "Hardware", "TransformerIR", "TensorEngine", "Quantities", "Randomness", "Statistics",
        "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "hatbenchTests",
      dependencies: [
        "hatbench", "HATSearch", "Profiler", "CostModel", "Hardware", "Reporting", "Quantities", "Randomness",
        "TransformerIR",
        "TestSupport",
      ],
      exclude: ["Fixtures"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
