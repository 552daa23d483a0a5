import Foundation
import Hardware
import Quantities

extension HardwareProfile {
  /// A profile in which every part that may be there is there.
  static let example = HardwareProfile(
    name: "example-board",
    device: .init(kind: .cpu, model: "Example Board", processor: "4 cores at 1.5 GHz", notes: ["invented"]),
    ceilings: .init(
      peakThroughput: ["fp32": Sourced(Throughput(perSecond: FLOPCount(48e9)), .datasheet)],
      memory: [
        .init(level: "l2", capacity: Sourced(ByteCount(1_048_576), .datasheet)),
        .init(level: "dram", bandwidth: Sourced(Bandwidth(perSecond: ByteCount(5.5e9)), .measured)),
      ]),
    latencyModels: [
      LatencyModel(
        runtime: .pytorchEager, precision: .fp32,
        workload: .init(
          space: "wmt-latency", sourceLength: 30, targetLength: 30, batch: 1, beam: 5, sourceVocabulary: 32_768,
          targetVocabulary: 32_768, attentionWidth: 512),
        terms: [
          .init(name: "per_layer", value: 0.0077, unit: "second_per_layer_step", interval: [0.007, 0.008]),
          .init(name: "per_byte", value: 0, unit: "second_per_byte", interval: [0, 1e-10]),
        ],
        residual: .init(
          inputMeans: [0, 1], inputScales: [1, 2],
          networks: [
            .init(layers: [
              .init(weights: [[0.5, -0.5], [1, 1], [0, 0.25]], biases: [0, 0.125, -1]),
              .init(weights: [[1, -1, 0.5]], biases: [0.0625]),
            ])
          ], limit: 0.4),
        interval: .init(level: 0.9, halfWidth: 0.02, exponent: 0.5, reference: Seconds(5)),
        domain: ["decoder_layer_num": [1, 6]],
        evidence: .init(
          provenance: Provenance(.fitted, source: "invented rows"), rows: 100, seed: 3,
          regimes: [.init(firstRow: 0, lastRow: 99, ratio: 1)], heldOutErrorPercent: 1.5, heldOutCoveragePercent: nil,
          noiseFloorPercent: 0.75))
    ])

  /// The example as JSON that can be changed before it is read.
  static func changed(_ path: [String], to value: Any?) throws -> Data {
    let object = try JSONSerialization.jsonObject(with: example.json())
    return try JSONSerialization.data(withJSONObject: replacing(path[...], in: object, by: value))
  }

  /// A copy of `object` with what lies at `path` replaced, or removed where `value` is nil.
  private static func replacing(_ path: ArraySlice<String>, in object: Any, by value: Any?) -> Any {
    guard let key = path.first else { return value ?? NSNull() }
    if var list = object as? [Any], let index = Int(key) {
      list[index] = replacing(path.dropFirst(), in: list[index], by: value)
      return list
    }
    var dictionary = object as? [String: Any] ?? [:]
    dictionary[key] =
      path.count == 1 ? value : replacing(path.dropFirst(), in: dictionary[key] ?? [String: Any](), by: value)
    return dictionary
  }
}

extension Provenance {
  fileprivate static let datasheet = Provenance(.datasheet, source: "the maker's leaflet")
  fileprivate static let measured = Provenance(.measured, source: "STREAM, 10 runs")
}
