/// The `machine.json` of the quiet server, or of one with other `cores`, with facts about the program as given.
func machineFacts(
  cores: [[Int]] = (0..<20).map { [$0, $0 + 20] }, build: String = "release", pins: String = "{}",
  removedPins: String = "{}", kernel: String = "Haswell", activity: String = "null",
  counters: String = #"{"slots": 1, "counts": {}}"#
) -> String {
  let list = cores.map { #"{"numa_node": \#(($0.first ?? 0) / 10), "processors": \#($0)}"# }.joined(separator: ", ")
  return #"""
    {"topology": {"packages": 2, "numa_nodes": 2, "caches": [], "cores": [\#(list)]},
     "program": {"compiler": "Swift 6.3", "build": "\#(build)", "matrix_library": "OpenBLAS 0.3.21",
      "matrix_kernel": "\#(kernel)", "pins": \#(pins), "removed_pins": \#(removedPins)},
     "activity": \#(activity), "counters": \#(counters)}
    """#
}
