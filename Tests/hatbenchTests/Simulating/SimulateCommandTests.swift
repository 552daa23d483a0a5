import Foundation
import TestSupport
import Testing
import TransformerIR

/// `simulate` as its users type it.
@Suite struct SimulateCommandTests {
  @Test func jsonHasItsKeysAndItsPartsAddUp() throws {
    let run = try CommandLine.run(
      "simulate", "--profile", "xeon-e5-2640-v4", "--design", "largest", "--what-if", "dram_bandwidth=2", "l3=0.5",
      "overhead=0.1", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let json = try run.json
    #expect(
      Set(["latency_second", "peak_memory_byte", "phases", "operators", "what_if"]).isSubset(of: json.keys))
    let latency = try #require(json["latency_second"] as? Double)
    for key in ["phases", "operators"] {
      let rows = try #require(json[key] as? [[String: Any]])
      let sum = rows.compactMap { $0["second"] as? Double }.reduce(0, +)
      #expect(abs(sum / latency - 1) < 1e-9)
    }
    // All together, then each alone.
    let alternatives = try #require(json["what_if"] as? [[String: Any]])
    #expect(alternatives.count == 4)
    let ratios = try alternatives.map { try #require($0["latency_ratio"] as? Double) }
    #expect(ratios[0] < ratios[1] && ratios.allSatisfy { $0 <= 1 })
    let predicted = try withLargest { design in
      try CommandLine.run("predict", "--profile", "xeon-e5-2640-v4", "--design", design, "--json").json
    }
    #expect(abs(try #require(predicted["latency_second"] as? Double) / latency - 1) < 1e-9)
  }

  @Test func theTraceIsWrittenAndTheTableSaysWhy() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let run = try CommandLine.run(
        "simulate", "--profile", "raspberry-pi-4", "--design", "smallest", "--trace", "t.json", "--report", "r.html",
        "--sweep", "dram_bandwidth=0.5..4", in: folder)
      #expect(run.status == 0, "\(run.errors)")
      for word in ["decode-step", "memory:dram", "of ceiling", "at the peak", "what to buy"] {
        #expect(run.output.contains(word), "\(word)")
      }
      let trace = try Data(contentsOf: folder.appendingPathComponent("t.json"))
      let object = try #require(try JSONSerialization.jsonObject(with: trace) as? [String: Any])
      #expect(try #require(object["traceEvents"] as? [Any]).count > 1000)
      let page = try String(contentsOf: folder.appendingPathComponent("r.html"), encoding: .utf8)
      #expect(page.contains("Roofline"))
    }
  }

  /// A measurement that says what the simulation says, but for attention, which is faster.
  @Test func aMeasurementIsPutBesideTheReplay() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let simulated = try CommandLine.run(
        "simulate", "--profile", "raspberry-pi-4", "--design", "smallest", "--json"
      ).json
      let rows = try #require(simulated["operators"] as? [[String: Any]])
      let operators = try rows.map { row -> [String: Any] in
        let isAttention = (row["kind"] as? String) == "batched-product"
        let second = try #require(row["second"] as? Double)
        return [
          "phase": row["phase"] ?? "", "role": row["role"] ?? "", "kind": row["kind"] ?? "",
          "second": (isAttention ? 0.5 : 1) * second,
        ]
      }
      let total: [String: Any] = ["median_second": 3.0, "interval_second": [2.9, 3.1]]
      let measurement: [String: Any] = [
        "space": "wmt", "runtime": "pytorch-eager", "threads": 1, "environment": ["processor": "a test"],
        "designs": [
          [
            "name": "one", "design": simulated["design"] ?? [:], "summary": ["total": total], "operators": operators,
            "steady_second": simulated["latency_second"] ?? 0,
          ]
        ],
      ]
      try JSONSerialization.data(withJSONObject: measurement).write(to: folder.appendingPathComponent("m.json"))
      let run = try CommandLine.run(
        "simulate", "--profile", "raspberry-pi-4", "--against", "m.json", "--json", in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let kinds = try #require(try run.json["kinds"] as? [[String: Any]])
      let errors = Dictionary(
        uniqueKeysWithValues: try kinds.map {
          (try #require($0["kind"] as? String), try #require($0["mape_percent"] as? Double))
        })
      let (attention, linear) = (try #require(errors["batched-product"]), try #require(errors["linear"]))
      #expect(abs(attention - 100) < 1e-6 && abs(linear) < 1e-6)
      #expect(run.errors.contains("the machine's state is not taken out"))
      let text = try CommandLine.run("simulate", "--profile", "raspberry-pi-4", "--against", "m.json", in: folder)
      #expect(text.output.contains("between operators") && text.output.contains("batched-product"))
    }
  }

  @Test(arguments: [
    (["--design", "largest", "--what-if", "l9=2"], 1, "has no 'l9'"),
    (["--design", "largest", "--what-if", "cores=0"], 1, "is no change of a machine"),
    (["--design", "largest", "--sweep", "cores=4..1"], 1, "does not rise"),
    (["--design", "largest", "--against", "nothing.json"], 1, "hatbench measure --operators"),
    (["--design", "nothing.yml"], 1, "nothing.yml"), ([], 64, "give --design"),
    (["--against", "nothing.json", "--trace", "t.json"], 64, "need one --design"),
    (["--design", "largest", "--trace", "/no/such/folder/t.json"], 1, "/no/such/folder/t.json"),
  ])
  func whatCannotBeDoneIsSaid(arguments: [String], status: Int32, words: String) throws {
    let run = try CommandLine.run(["simulate", "--profile", "raspberry-pi-4"] + arguments)
    #expect(run.status == status)
    #expect(run.errors.contains(words), "\(run.errors)")
  }

  private func withLargest<Result>(_ body: (String) throws -> Result) throws -> Result {
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("design.yml")
      try SearchSpace.wmt.largest.yaml.write(to: file, atomically: true, encoding: .utf8)
      return try body(file.path)
    }
  }
}
