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
  private var arena = Arena()
  private var cells: [Cell] = []
  private var operations: [any Operation] = []
  private var bound: Bound?
  private var recording = 0
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

// MARK: What operations use

extension Tape {
  /// Computes an operation and remembers it if any of its `inputs` leads to a parameter.
  func record(from inputs: [Variable], shape: [Int], _ operation: (Variable) -> some Operation) -> Variable {
    let isDifferentiable = inputs.contains { cells[position(of: $0)].isDifferentiable }
    let cell = Cell(values: arena.next(shape.reduce(1, *)), isDifferentiable: isDifferentiable)
    let operation = operation(append(cell, shape: shape))
    operation.apply(on: self)
    if isDifferentiable { operations.append(operation) }
    return operation.output
  }

  /// The elements of `variable`.
  func values(_ variable: Variable) -> Vector { Vector(cells[position(of: variable)].values) }

  /// The elements of an operation's output, for the operation to write.
  func mutableValues(_ variable: Variable) -> MutableVector { cells[position(of: variable)].values }

  /// The elements of `variable` as a matrix with all dimensions but the last taken together.
  func matrix(_ variable: Variable) -> MatrixView { MatrixView(values(variable), like: variable) }

  /// The elements of an operation's output as a matrix, for the operation to write.
  func mutableMatrix(_ variable: Variable) -> MutableMatrixView {
    MutableMatrixView(mutableValues(variable), like: variable)
  }

  /// The gradient that has arrived at an operation's output.
  func gradient(of variable: Variable) -> MutableVector {
    guard let gradient = cells[position(of: variable)].gradient else {
      preconditionFailure("no gradient has arrived at a variable of shape \(variable.shape)")
    }
    return gradient
  }

  /// Whether `variable` leads to a parameter, so that its gradient is wanted.
  func isDifferentiable(_ variable: Variable) -> Bool { cells[position(of: variable)].isDifferentiable }

  /// Has `body` write, or add if its second argument is true, a contribution to the gradient of `variable`; does
  /// nothing if the variable leads to no parameter.
  func accumulate(into variable: Variable, _ body: (_ gradient: MutableVector, _ adding: Bool) -> Void) {
    let index = position(of: variable)
    guard cells[index].isDifferentiable else { return }
    let gradient = cells[index].gradient ?? arena.next(cells[index].values.count)
    body(gradient, cells[index].hasGradient)
    cells[index].gradient = gradient
    cells[index].hasGradient = true
  }

  /// The same for the part of a matrix that an operation used: the rest of its gradient is zero, and is set so by the
  /// first contribution.
  func accumulate(into slice: MatrixSlice, _ body: (_ gradient: MutableMatrixView, _ adding: Bool) -> Void) {
    accumulate(into: slice.variable) { gradient, adding in
      let whole = MutableMatrixView(gradient, like: slice.variable)
      if !adding {
        backend.clear(whole.rows(0..<slice.rows.lowerBound))
        backend.clear(whole.rows(slice.rows.upperBound..<whole.rows))
        backend.clear(whole.rows(slice.rows).columns(slice.columns..<whole.columns))
      }
      body(whole.rows(slice.rows).columns(0..<slice.columns), adding)
    }
  }

  /// The same for the part of a vector that an operation used.
  func accumulate(into slice: VectorSlice, _ body: (_ gradient: MutableVector, _ adding: Bool) -> Void) {
    accumulate(into: slice.variable) { gradient, adding in
      if !adding {
        gradient.part(0..<slice.range.lowerBound).update(repeating: 0)
        gradient.part(slice.range.upperBound..<gradient.count).update(repeating: 0)
      }
      body(gradient.part(slice.range), adding)
    }
  }

  /// Adds the gradient of `output`, as it stands, to that of `input`, which has the same size: without copying if it is
  /// the first contribution. Nothing may use the output's gradient afterwards.
  func handOverGradient(of output: Variable, to input: Variable) {
    let index = position(of: output)
    guard let gradient = cells[index].gradient, handOver(gradient, to: input) else { return }
    cells[index].gradient = nil
  }

  /// Adds `gradient`, memory from ``scratch(_:)``, to that of `input`.
  /// - Returns: Whether the input keeps the memory; otherwise it is still the caller's.
  @discardableResult
  func handOver(_ gradient: MutableVector, to input: Variable) -> Bool {
    let index = position(of: input)
    guard cells[index].isDifferentiable else { return false }
    defer { cells[index].hasGradient = true }
    guard let held = cells[index].gradient else {
      cells[index].gradient = gradient
      return true
    }
    if cells[index].hasGradient {
      backend.add(Vector(held), Vector(gradient), into: held)
    } else {
      _ = held.update(fromContentsOf: gradient)
    }
    return false
  }

  /// Memory for an operation to remember or to work with; valid until it is given back or the recording ends.
  func scratch(_ count: Int) -> MutableVector { arena.next(count) }

  /// Gives memory from ``scratch(_:)`` back.
  func giveBack(_ scratch: MutableVector) { arena.giveBack(scratch) }

  /// Gives the memory of a variable back that no operation will read again.
  private func release(_ variable: Variable) {
    arena.giveBack(cells[variable.index].values)
    if let gradient = cells[variable.index].gradient { arena.giveBack(gradient) }
  }

  private func append(_ cell: Cell, shape: [Int]) -> Variable {
    cells.append(cell)
    return Variable(shape: shape, index: cells.count - 1, recording: recording)
  }

  private func position(of variable: Variable) -> Int {
    precondition(variable.recording == recording, "a variable of shape \(variable.shape) from an ended recording")
    return variable.index
  }
}

/// The memory of one variable.
private struct Cell {
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

extension MatrixView {
  fileprivate init(_ values: Vector, rows: Int, columns: Int) {
    guard let base = values.baseAddress else { preconditionFailure("a matrix without elements") }
    self.init(base, rows: rows, columns: columns)
  }

  init(_ values: Vector, like variable: Variable) {
    self.init(values, rows: variable.rows, columns: variable.columns)
  }
}

extension MutableMatrixView {
  init(_ values: MutableVector, like variable: Variable) {
    guard let base = values.baseAddress else { preconditionFailure("a matrix without elements") }
    self.init(base, rows: variable.rows, columns: variable.columns)
  }
}
