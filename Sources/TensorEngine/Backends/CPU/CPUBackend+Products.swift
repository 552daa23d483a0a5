import CKernels
import COpenBLAS

// Three ways to multiply. A weight that is packed once is multiplied by CKernels' panels. A product of many rows packs
// its right side first where panels beat OpenBLAS even so, which is with AVX-512. Everything else is OpenBLAS's.

extension CPUBackend {
  /// Which kernels large products and packed weights run on, in a sentence for reports.
  public static var productKernels: String {
    let blas = "OpenBLAS \(BLASLibrary.coreName)"
    let panels = "panels of \(ck_panel_width()) columns"
    return panelsBeatBLAS
      ? "\(panels), also for large products; \(blas) for the rest" : "\(blas); \(panels) for packed weights"
  }

  /// Whether panels are faster than OpenBLAS for large products too, the packing included: decided by the instruction
  /// set, not by a measurement, so that results do not depend on the moment.
  private static let panelsBeatBLAS = ck_panel_width() == avx512PanelWidth

  /// Panels if there are many rows, else OpenBLAS.
  public func multiply(_ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView, adding: Bool) {
    checkProduct(a, b, c)
    if isWorthPacking(c, inner: a.columns) {
      multiplyByPanels(a, b, into: c, ck_epilogue(adding: adding))
    } else {
      multiplyByBLAS(a, b, into: c, adding: adding)
    }
  }

  /// The same choice; panels add and rectify while they store, after OpenBLAS it is done in a second pass.
  public func linear(
    _ x: MatrixView, weight: MatrixView, bias: Vector?, residual: MatrixView?, rectifying: Bool,
    into y: MutableMatrixView
  ) {
    checkProduct(x, weight.transposed, y)
    if let bias { checkLengths(bias.count, y.columns) }
    if isWorthPacking(y, inner: x.columns) {
      let epilogue = ck_epilogue(
        bias: bias?.baseAddress, residual: residual?.base, residual_stride: residual?.stride ?? 0,
        rectifying: rectifying, adding: false)
      return multiplyByPanels(x, weight.transposed, into: y, epilogue)
    }
    multiplyByBLAS(x, weight.transposed, into: y, adding: false)
    guard bias != nil || residual != nil || rectifying else { return }
    rowParts(y.rows, columns: y.columns) { rows in
      for i in rows {
        let row = y.base + i * y.stride
        if let residual { ck_add(y.columns, residual.base + i * residual.stride, row, row) }
        if let bias {
          ck_add_bias(1, y.columns, y.stride, bias.baseAddress, row, rectifying)
        } else if rectifying {
          ck_relu(y.columns, row, row)
        }
      }
    }
  }

  private func isWorthPacking(_ c: MutableMatrixView, inner: Int) -> Bool {
    Self.panelsBeatBLAS && c.rows >= rowsWorthPacking && c.columns >= leastPackedExtent && inner >= leastPackedExtent
  }

  // MARK: Panels

  private func multiplyByPanels(
    _ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView, _ epilogue: ck_epilogue
  ) {
    ThreadScratch.withFloats(Self.packedCount(b.transposed)) { scratch in
      guard let panels = scratch.baseAddress else { return }
      pack(b.transposed, into: panels)
      parts(of: c.rows, grain: leastRows, multiple: rowMultiple) { rows in
        let first = rows.lowerBound
        var epilogue = epilogue
        if let residual = epilogue.residual { epilogue.residual = residual + first * epilogue.residual_stride }
        let y = c.base + first * c.stride
        if a.isTransposed {
          ck_linear_transposed(
            rows.count, a.columns, a.base + first, a.stride, c.columns, panels, y, c.stride, epilogue)
        } else {
          ck_linear(
            rows.count, a.columns, a.base + first * a.stride, a.stride, c.columns, panels, y, c.stride, epilogue)
        }
      }
    }
  }

  /// Floats that the panels of a weight, `[columns, inner]`, take.
  private static func packedCount(_ weight: MatrixView) -> Int {
    let width = ck_panel_width()
    return (weight.rows + width - 1) / width * width * weight.columns
  }

  private func pack(_ weight: MatrixView, into panels: UnsafeMutablePointer<Float>) {
    let width = ck_panel_width()
    parts(of: (weight.rows + width - 1) / width, grain: elementGrain / (width * weight.columns) + 1) { part in
      let columns = part.lowerBound * width..<min(weight.rows, part.upperBound * width)
      let target = panels + columns.lowerBound * weight.columns
      if weight.isTransposed {
        ck_pack_natural(weight.columns, columns.count, weight.base + columns.lowerBound, weight.stride, target)
      } else {
        ck_pack(columns.count, weight.columns, weight.base + columns.lowerBound * weight.stride, weight.stride, target)
      }
    }
  }

  /// CKernels' panels.
  public func pack(_ weight: MatrixView) -> PackedMatrix {
    let packed = PackedMatrix(columns: weight.rows, inner: weight.columns, count: Self.packedCount(weight))
    if let base = packed.storage.baseAddress { pack(weight, into: base) }
    return packed
  }

  /// CKernels, side by side over panels of columns, or over rows if there are many.
  public func linear(_ x: MatrixView, _ parts: [LinearPart]) {
    for part in parts { part.check(against: x) }
    guard let pool, workers > 1 else {
      for part in parts { linear(x, part, rows: 0..<x.rows, columns: 0..<part.weight.columns) }
      return
    }
    if x.rows >= rowsWorthSplitting {
      linearByRows(x, parts, pool)
    } else {
      linearByColumns(x, parts, pool)
    }
  }

  private func linearByRows(_ x: MatrixView, _ parts: [LinearPart], _ pool: WorkerPool) {
    self.parts(of: x.rows, grain: leastRows, multiple: rowMultiple) { rows in
      for part in parts { linear(x, part, rows: rows, columns: 0..<part.weight.columns) }
    }
  }

  private func linearByColumns(_ x: MatrixView, _ parts: [LinearPart], _ pool: WorkerPool) {
    let width = ck_panel_width()
    let all = parts.reduce(0) { $0 + $1.weight.columns }
    let work = 2 * Double(x.rows * x.columns * all)
    let pieces = min(columnPiecesPerWorker * workers, Int(work / WorkGrain.productFLOPs))
    if pieces <= 1 {
      for part in parts { linear(x, part, rows: 0..<x.rows, columns: 0..<part.weight.columns) }
      return
    }
    let step = ((all + pieces - 1) / pieces + width - 1) / width * width
    let perPart = { (part: LinearPart) in (part.weight.columns + step - 1) / step }
    pool.forEach(parts.reduce(0) { $0 + perPart($1) }) { index in
      var index = index
      for part in parts {
        let count = perPart(part)
        if index < count {
          let columns = index * step..<min(part.weight.columns, (index + 1) * step)
          return linear(x, part, rows: 0..<x.rows, columns: columns)
        }
        index -= count
      }
    }
  }

  /// One call of CKernels. The columns start at a panel.
  private func linear(_ x: MatrixView, _ part: LinearPart, rows: Range<Int>, columns: Range<Int>) {
    guard let panels = part.weight.storage.baseAddress else { return }
    let (row, column) = (rows.lowerBound, columns.lowerBound)
    ck_linear(
      rows.count, x.columns, x.base + row * x.stride, x.stride, columns.count,
      panels + column * x.columns, part.y.base + row * part.y.stride + column, part.y.stride,
      ck_epilogue(
        bias: part.bias?.baseAddress.map { $0 + column },
        residual: part.residual.map { $0.base + row * $0.stride + column },
        residual_stride: part.residual?.stride ?? 0, rectifying: part.isRectifying, adding: false))
  }

  // MARK: OpenBLAS

  /// One call for each part of the longer side of the result.
  private func multiplyByBLAS(_ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView, adding: Bool) {
    let grain = Int(productGrain / (2 * Double(max(a.columns, 1)))) + 1
    if c.rows >= c.columns {
      parts(of: c.rows, grain: grain / max(c.columns, 1) + 1, multiple: rowMultiple) {
        multiplyAlone(a.rows($0), b, into: c.rows($0), adding: adding)
      }
    } else {
      parts(of: c.columns, grain: grain / max(c.rows, 1) + 1, multiple: columnMultiple) {
        multiplyAlone(a, b.columns($0), into: c.columns($0), adding: adding)
      }
    }
  }

  /// A matrix-vector product for a single row, which is several times as fast there, a matrix product otherwise.
  private func multiplyAlone(_ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView, adding: Bool) {
    if c.rows == 1 && !a.isTransposed {
      let (rows, columns) = b.isTransposed ? (b.columns, b.rows) : (b.rows, b.columns)
      cblas_sgemv(
        CblasRowMajor, b.isTransposed ? CblasNoTrans : CblasTrans, Int32(rows), Int32(columns),
        1, b.base, Int32(b.stride), a.base, 1, adding ? 1 : 0, c.base, 1)
    } else {
      cblas_sgemm(
        CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans, b.isTransposed ? CblasTrans : CblasNoTrans,
        Int32(c.rows), Int32(c.columns), Int32(a.columns),
        1, a.base, Int32(a.stride), b.base, Int32(b.stride), adding ? 1 : 0, c.base, Int32(c.stride))
    }
  }
}

extension ck_epilogue {
  /// Nothing but the product.
  fileprivate init(adding: Bool) {
    self.init(bias: nil, residual: nil, residual_stride: 0, rectifying: false, adding: adding)
  }
}

/// The width of a panel that tells AVX-512.
private let avx512PanelWidth = 64
/// From this many rows on, a product repays the packing of its right side.
private let rowsWorthPacking = 192
/// Smaller sides would be mostly padding.
private let leastPackedExtent = 32
/// FLOPs that one part of a product by OpenBLAS should have at least: it rearranges its operands once per call.
private let productGrain = 2e6
/// From this many rows on, packed products are shared out by rows: a block of rows then stays in a core's cache while all
/// panels pass by.
private let rowsWorthSplitting = 128
/// Pieces per worker when a product is shared out by columns.
private let columnPiecesPerWorker = 2
/// Shares of rows and columns are multiples of these, so that kernels meet few ragged edges.
private let rowMultiple = 12
/// Rows of a share of a packed product: up to 12 rows are summed in another order (`ck_linear`), and nobody's result
/// should depend on how many workers there are.
private let leastRows = 24
private let columnMultiple = 32
