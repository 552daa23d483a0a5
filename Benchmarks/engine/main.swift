// Times this engine on the work of shared/peer/pytorch_peer.py and prints one JSON object like it.
// Usage: engine-benchmark train|validate|decode|translate|peak [--threads N] [--vocabulary V] …; see compare.

import Foundation
import TensorEngine

BLASLibrary.reexecuteWithoutOverrides()

let options = Options(CommandLine.arguments.dropFirst())
let result: Measured =
  switch options.command {
  case "train": train(options)
  default: fail("'\(options.command)' is none of train, validate, decode, translate, peak")
  }
let encoder = JSONEncoder()
encoder.outputFormatting = [.sortedKeys]
print(String(decoding: try encoder.encode(result), as: UTF8.self))
