import GRDB

/// What differs between two plans, both as JSON.
enum PlanDifference {
  /// More than so many are counted, not told.
  private static let mostTold = 5

  /// A sentence for each value that differs, in the order of their names; none if the plans are the same.
  static func sentences(stored: String, asked: String, by database: Database) throws -> [String] {
    guard stored != asked else { return [] }
    let before = try values(stored, by: database)
    let now = try values(asked, by: database)
    let names = Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }.sorted()
    let told = names.prefix(mostTold).map {
      "\($0) is \(before[$0] ?? "not set") in the store and \(now[$0] ?? "not set") in what was asked for"
    }
    return names.count > mostTold ? told + ["\(names.count - mostTold) more differ"] : told
  }

  /// Every number, text and truth value of `json` by its path (`seed`, `items[3].key`).
  private static func values(_ json: String, by database: Database) throws -> [String: String] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT fullkey, json_quote(value) FROM json_tree(?) WHERE type NOT IN ('object', 'array')",
      arguments: [json])
    return rows.reduce(into: [:]) { values, row in
      let path: String = row[0]
      values[path == "$" ? "the plan" : String(path.dropFirst(2))] = row[1]
    }
  }
}
