/// Computes operations as they are written, remembers them, and walks back over them for the gradient.
///
/// ```swift
/// let tape = Tape()
/// var gradients = Gradients(for: parameters)
/// let loss = tape.gradient(of: parameters, into: &gradients) { tape in
///   let y = tape.linear(tape.constant(x), weight: tape.parameter("weight"), bias: tape.parameter("bias"))
///   return tape.meanSquaredError(y, target: tape.constant(target))
/// }
/// ```
/// Each call starts a new recording in the memory of the last one: a training loop allocates in its first step only.
/// The graph may differ from step to step. A tape belongs to one thread at a time.
public final class Tape {
  /// Who does the arithmetic.
  public let backend: any Backend
  // The recording, as the operations write it.
  var arena = Arena()
  var cells: [Cell] = []
  var operations: [any Operation] = []
  private(set) var recording = 0
  private var bound: Bound?
  /// What the result's gradient will be: 1, or a worker's share of it.
  private(set) var seed: Float = 1

  /// Makes an empty tape.
  public init(backend: any Backend = CPUBackend()) { self.backend = backend }

  /// Computes the scalar that `loss` records, and its gradient with respect to all parameters it depends on; the others'
  /// gradient is absent (``Gradients/isPresent(_:)``).
  /// - Parameter adding: Whether to add to the gradient that is there, instead of starting anew.
  /// - Returns: The loss.
  @discardableResult
  public func gradient(
    of parameters: Parameters, into gradients: inout Gradients, adding: Bool = false, _ loss: (Tape) -> Variable
  ) -> Float {
    precondition(gradients.entries == parameters.entries, "these gradients are another model's")
    precondition(gradients.parts == 1, "one tape fills one part, but these gradients have \(gradients.parts)")
    let before = adding ? gradients.presence : nil
    return gradients.withParts { parts, presence in
      gradient(of: parameters, weight: 1, into: parts, before: before, loss) { presence = $0 }
    }
  }

  /// Computes the tensor that `body` records; no gradient can be asked for.
  public func evaluate(_ parameters: Parameters, _ body: (Tape) -> Variable) -> Tensor {
    record(parameters, gradient: nil, before: nil) {
      let result = body(self)
      return Tensor(Array(values(result)), shape: result.shape)
    }
  }

  /// The same as the public method, for one worker's share: the gradient of `weight` times the loss, into one part.
  /// Tells `presence` which parameters were reached; the others' gradient is left as it was.
  func gradient(
    of parameters: Parameters, weight: Float, into part: MutableVector, before: [Bool]?, _ loss: (Tape) -> Variable,
    presence: ([Bool]) -> Void
  ) -> Float {
    record(parameters, gradient: part, before: before) {
      seed = weight
      let result = loss(self)
      precondition(result.shape.isEmpty, "a loss is a scalar, but this has shape \(result.shape)")
      let value = values(result)[0]
      accumulate(into: result) { gradient, _ in gradient[0] = weight }
      while let operation = operations.popLast() {
        if cells[operation.output.index].hasGradient { operation.dApply(on: self) }
        operation.release(on: self)
        release(operation.output)
      }
      presence((bound?.cells ?? []).map { $0.map { cells[$0].hasGradient } ?? false })
      return value
    }
  }

  private func record<Result>(
    _ parameters: Parameters, gradient: MutableVector?, before: [Bool]?, _ body: () -> Result
  ) -> Result {
    precondition(bound == nil, "a tape holds one recording at a time")
    return parameters.values.withUnsafeBufferPointer { values in
      bound = Bound(parameters: parameters, values: values, gradient: gradient)
      for (position, isPresent) in (before ?? []).enumerated() where isPresent {
        cells[parameter(at: position).index].hasGradient = true
      }
      defer { endRecording() }
      return body()
    }
  }

  private func endRecording() {
    bound = nil
    cells.removeAll(keepingCapacity: true)
    operations.removeAll(keepingCapacity: true)
    arena.takeBack()
    recording += 1
  }
}

// MARK: What a recording starts from

extension Tape {
  /// The parameter called `name` of the model being recorded; asked for twice, it is the same variable.
  public func parameter(_ name: String) -> Variable {
    guard let bound else { preconditionFailure("parameter '\(name)' outside a recording") }
    return parameter(at: bound.parameters.index(of: name))
  }

  private func parameter(at position: Int) -> Variable {
    guard let bound else { preconditionFailure("a parameter outside a recording") }
    let entry = bound.parameters.entries[position]
    if let index = bound.cells[position] { return Variable(shape: entry.shape, index: index, recording: recording) }
    self.bound?.cells[position] = cells.count
    return append(
      Cell(
        values: MutableVector(mutating: bound.values.part(entry.range)), gradient: bound.gradient?.part(entry.range)),
      shape: entry.shape)
  }

  /// A tensor that gets no gradient.
  public func constant(_ tensor: Tensor) -> Variable {
    tensor.withScalars { constant($0, shape: tensor.shape) }
  }

  /// The rows of `matrix` that `indices` name, in that order: a batch, which gets no gradient.
  public func constant(rows indices: some RandomAccessCollection<Int>, of matrix: Tensor) -> Variable {
    precondition(matrix.shape.count == 2, "rows of a tensor of shape \(matrix.shape)")
    let columns = matrix.shape[1]
    let values = arena.next(indices.count * columns)
    matrix.withScalars { scalars in
      for (row, index) in indices.enumerated() {
        precondition(index >= 0 && index < matrix.shape[0], "row \(index) of a tensor of shape \(matrix.shape)")
        let source = scalars.part(index * columns..<(index + 1) * columns)
        _ = values.part(row * columns..<(row + 1) * columns).update(fromContentsOf: source)
      }
    }
    return append(Cell(values: values), shape: [indices.count, columns])
  }

  private func constant(_ scalars: Vector, shape: [Int]) -> Variable {
    let values = arena.next(scalars.count)
    _ = values.update(fromContentsOf: scalars)
    return append(Cell(values: values), shape: shape)
  }
}

/// The memory of one variable.
struct Cell {
  let values: MutableVector
  var gradient: MutableVector?
  var isDifferentiable: Bool
  /// Whether a contribution has been written to `gradient`.
  var hasGradient = false

  init(values: MutableVector, isDifferentiable: Bool = false) {
    self.values = values
    self.isDifferentiable = isDifferentiable
  }

  /// A parameter, whose gradient goes where the caller wants it; without such a place it is a constant.
  init(values: MutableVector, gradient: MutableVector?) {
    self.values = values
    self.gradient = gradient
    isDifferentiable = gradient != nil
  }
}

/// The model being recorded.
private struct Bound {
  let parameters: Parameters
  let values: Vector
  let gradient: MutableVector?
  /// For each parameter, its variable's place on the tape.
  var cells: [Int?]

  init(parameters: Parameters, values: Vector, gradient: MutableVector?) {
    self.parameters = parameters
    self.values = values
    self.gradient = gradient
    cells = Array(repeating: nil, count: parameters.entries.count)
  }
}
