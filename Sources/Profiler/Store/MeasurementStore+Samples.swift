import GRDB

extension MeasurementStore {
  /// Appends the next attempt at its visit; when this returns, it is on disk.
  public func append(_ sample: Sample, stage: String) throws(ProfilerError) {
    try write { try Self.insert(sample, stage: stage, into: "samples", of: $0) }
  }

  /// Appends a visit to the reference workload.
  public func appendReference(_ sample: Sample, stage: String) throws(ProfilerError) {
    try write { try Self.insert(sample, stage: stage, into: "reference_samples", of: $0) }
  }

  /// Every attempt, in run order; of one stage, if it is given.
  public func attempts(stage: String? = nil) throws(ProfilerError) -> [Sample] {
    try rows(of: "samples", stage: stage).map(\.sample)
  }

  /// Every visit to the reference workload, in run order; within one stage, if it is given.
  public func references(stage: String? = nil) throws(ProfilerError) -> [Sample] {
    try rows(of: "reference_samples", stage: stage).map(\.sample)
  }

  /// One sample of each visit, in run order; of one stage, if it is given. Of several attempts it is the last of the
  /// least disturbed.
  public func samples(stage: String? = nil) throws(ProfilerError) -> [Sample] {
    var best: [Visit: Sample] = [:]
    for (visit, sample) in try rows(of: "samples", stage: stage) {
      if let other = best[visit], other.disturbances.count < sample.disturbances.count { continue }
      best[visit] = sample
    }
    return best.values.sorted { $0.order < $1.order }
  }

  /// The run order of the next sample.
  func nextOrder() throws(ProfilerError) -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT max(run_order) + 1 FROM samples") ?? 0 }
  }

  /// How many visits to the reference workload there are.
  func referenceCount() throws(ProfilerError) -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM reference_samples") ?? 0 }
  }

  /// What attempts have in common that are made at the same visit.
  private struct Visit: Hashable {
    var stage, key: String
    var number: Int
  }

  private func rows(of table: String, stage: String?) throws(ProfilerError) -> [(visit: Visit, sample: Sample)] {
    let rows = try read { database in
      try StoredSample.fetchAll(
        database, sql: "SELECT * FROM \(table) WHERE ?1 IS NULL OR stage = ?1 ORDER BY number", arguments: [stage])
    }
    var samples: [(Visit, Sample)] = []
    for row in rows {
      guard let sample = row.sample else {
        throw .damagedStore(path, reason: "sample \(row.runOrder) has not a time for each part")
      }
      samples.append((Visit(stage: row.stage, key: row.key, number: row.visit), sample))
    }
    return samples
  }

  private static func insert(_ sample: Sample, stage: String, into table: String, of database: Database) throws {
    let attempts = try Int.fetchOne(
      database, sql: "SELECT count(*) FROM \(table) WHERE stage = ? AND key = ? AND visit = ?",
      arguments: [stage, sample.key, sample.visit])
    let columns = try StoredSample(sample, stage: stage, attempt: attempts ?? 0).databaseDictionary
    try database.execute(
      sql: "INSERT INTO \(table) (\(columns.keys.joined(separator: ", "))) "
        + "VALUES (\(databaseQuestionMarks(count: columns.count)))",
      arguments: StatementArguments(columns.values))
  }
}
