extension Chart {
  /// The chart's data twin: every number of the data in one table, and spans and rules in another.
  var tables: [(caption: String, table: TextTable)] {
    let data = bars.isEmpty ? seriesTable : barsTable
    return (data.rows.isEmpty ? [] : [(title, data)])
      + (marksTable.rows.isEmpty ? [] : [("\(title): marks", marksTable)])
  }

  /// One row per point that is data. Columns that no point fills are left out.
  private var seriesTable: TextTable {
    let data = series.filter { $0.mark != .reference }
    let points = data.flatMap(\.points)
    let optional: [(isUsed: Bool, columns: [TextTable.Column], cells: (Point) -> [String])] = [
      (points.contains { $0.xInterval != nil }, intervalColumns(x), { intervalCells($0.xInterval) }),
      (points.contains { $0.yInterval != nil }, intervalColumns(y), { intervalCells($0.yInterval) }),
      (points.contains { !$0.note.isEmpty }, [.init("details")], { [$0.note.joined(separator: "; ")] }),
    ]
    let used = optional.filter(\.isUsed)
    let columns: [TextTable.Column] = [.init("series"), .init(x.label, .right), .init(y.label, .right)]
    let rows = data.flatMap { series in
      series.points.map { point in
        [series.name, dataCell(point.x), dataCell(point.y)] + used.flatMap { $0.cells(point) }
      }
    }
    return TextTable(columns: columns + used.flatMap(\.columns), rows: rows)
  }

  /// One row per category, one column per set of bars.
  private var barsTable: TextTable {
    let (category, value) = y.categories == nil ? (x, y) : (y, x)
    let unit = value.unit.map { " (\($0))" } ?? ""
    return TextTable(
      columns: [.init(category.title)] + bars.map { .init($0.name + unit, .right) },
      rows: (category.categories ?? []).enumerated().map { index, name in
        [name] + bars.map { dataCell($0.values[index] ?? .nan) }
      })
  }

  /// One row per span and rule.
  private var marksTable: TextTable {
    let spanRows = spans.map { [$0.label, x.label, dataCell($0.range.lowerBound), dataCell($0.range.upperBound)] }
    let ruleRows = rules.map { [$0.label, ($0.axis == .x ? x : y).label, dataCell($0.value), dataCell($0.value)] }
    return TextTable(
      columns: [.init("mark"), .init("axis"), .init("from", .right), .init("to", .right)], rows: spanRows + ruleRows)
  }
}

private func intervalColumns(_ axis: Chart.Axis) -> [TextTable.Column] {
  [.init("\(axis.label), low", .right), .init("\(axis.label), high", .right)]
}

private func intervalCells(_ interval: ClosedRange<Double>?) -> [String] {
  [dataCell(interval?.lowerBound ?? .nan), dataCell(interval?.upperBound ?? .nan)]
}

/// More digits than a picture can show.
private func dataCell(_ value: Double) -> String { Numeral.text(value, digits: 6) }
