/// One node of a graph, ready to run: its operands' places in memory, its packed weights and its backend are settled, only
/// the batch's rows are not.
///
/// Running allocates nothing.
protocol Kernel: AnyObject {
  /// Does the node's work for the rows of `batch`.
  func run(_ batch: BatchState)
}
