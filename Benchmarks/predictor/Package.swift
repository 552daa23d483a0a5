// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "predictor-benchmark",
  dependencies: [.package(name: "hatbench", path: "../..")],
  targets: [
    .executableTarget(
      name: "predictor-benchmark",
      dependencies: [
        .product(name: "CostModel", package: "hatbench"),
        .product(name: "TensorEngine", package: "hatbench"),
        .product(name: "Quantities", package: "hatbench"),
      ],
      path: ".", exclude: ["compare", "pytorch_predictor.py"], sources: ["main.swift"],
      swiftSettings: [.treatAllWarnings(as: .error)])
  ]
)
