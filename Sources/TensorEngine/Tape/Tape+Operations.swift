/// What operations use.
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
  func release(_ variable: Variable) {
    arena.giveBack(cells[variable.index].values)
    if let gradient = cells[variable.index].gradient { arena.giveBack(gradient) }
  }

  func append(_ cell: Cell, shape: [Int]) -> Variable {
    cells.append(cell)
    return Variable(shape: shape, index: cells.count - 1, recording: recording)
  }

  private func position(of variable: Variable) -> Int {
    precondition(variable.recording == recording, "a variable of shape \(variable.shape) from an ended recording")
    return variable.index
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
