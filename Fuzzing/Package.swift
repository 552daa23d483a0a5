// swift-tools-version: 6.2
import PackageDescription

/// Built by `Scripts/fuzz`, which adds the sanitisers.
let package = Package(
  name: "fuzzing",
  dependencies: [.package(name: "hatbench", path: "..")],
  targets: [
    .executableTarget(
      name: "fuzzing",
      dependencies: [
        .product(name: "Quantities", package: "hatbench"),
        .product(name: "Randomness", package: "hatbench"),
        .product(name: "Hardware", package: "hatbench"),
        .product(name: "TransformerIR", package: "hatbench"),
        .product(name: "TensorEngine", package: "hatbench"),
        .product(name: "CostModel", package: "hatbench"),
      ],
      path: "Sources", swiftSettings: [.treatAllWarnings(as: .error)])
  ],
  swiftLanguageModes: [.v6]
)
