// Times this engine on the work of shared/peer's scripts and prints one JSON object like theirs.
// Usage: engine-benchmark train|validate|decode|translate|hooks|peak [--threads N] [--vocabulary V] …; see compare.

import Foundation
import TensorEngine

BLASLibrary.reexecuteWithoutOverrides()

let options = Options(CommandLine.arguments.dropFirst())
do {
  let report: Report =
    switch options.command {
    case "train": try train(options)
    case "validate": try validate(options)
    case "decode": try decode(options)
    case "translate": try translate(options)
    case "hooks": try hooks(options)
    case "peak": peak(options)
    default: fail("'\(options.command)' is none of train, validate, decode, translate, hooks, peak")
    }
  print(try report.json())
} catch {
  fail("\(error)")
}
