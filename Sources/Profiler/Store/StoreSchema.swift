import GRDB

/// The tables of a ``MeasurementStore``.
///
/// | table | a row |
/// |---|---|
/// | `facts` | a name and a value as JSON: the plan, the seed, the command … |
/// | `sessions` | a stretch of measuring without interruption, and the environment at its start |
/// | `samples` | one attempt at one visit of one configuration, with every raw timing |
/// | `reference_samples` | one visit to the reference workload; `run_order` is that of the sample that followed |
///
/// Units are in the columns' names. Lists of names are JSON. Times are blobs of little-endian doubles, because their
/// decimals in JSON would be twice as long and could not hold every double; `timings_second` has one for each part of
/// each timing, part by part: in Python, `array.array('d', blob)`. Tables are strict, since SQLite would read a text
/// that has strayed into a column of numbers as 0.
enum StoreSchema {
  /// Written into the file, so that it is known for ours: "HATB".
  private static let application = 0x4841_5442

  /// Makes the tables, and brings those of older versions up to date.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(
        sql: """
          CREATE TABLE facts (name TEXT NOT NULL PRIMARY KEY, json TEXT NOT NULL) STRICT;
          CREATE TABLE sessions (
            number INTEGER NOT NULL PRIMARY KEY, began TEXT NOT NULL, process INTEGER NOT NULL, environment TEXT
          ) STRICT;
          CREATE TABLE samples (\(sampleColumns)) STRICT;
          CREATE UNIQUE INDEX samples_run_order ON samples (run_order);
          CREATE UNIQUE INDEX samples_attempt ON samples (stage, key, visit, attempt);
          CREATE TABLE reference_samples (\(sampleColumns)) STRICT;
          PRAGMA application_id = \(application);
          """)
    }
    return migrator
  }

  private static let sampleColumns = """
    number INTEGER NOT NULL PRIMARY KEY, stage TEXT NOT NULL, key TEXT NOT NULL, visit INTEGER NOT NULL,
    attempt INTEGER NOT NULL, run_order INTEGER NOT NULL, session INTEGER NOT NULL REFERENCES sessions (number),
    began_second REAL NOT NULL, parts TEXT NOT NULL, first_call_second BLOB NOT NULL, warm_ups INTEGER NOT NULL,
    runs_per_timing INTEGER NOT NULL, timings_second BLOB NOT NULL, guards TEXT NOT NULL, disturbances TEXT NOT NULL
    """

  /// Makes sure that `database` is empty or ours, not newer than this program, and whole. Reads only.
  static func check(_ database: Database, path: String) throws {
    let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
    // The migrator's own table may be all that a killed run came to.
    guard !tables.isEmpty, tables != ["grdb_migrations"] else { return }
    let found = try Int.fetchOne(database, sql: "PRAGMA application_id")
    guard found == application else { throw ProfilerError.notAStore(path) }
    guard try !migrator.hasBeenSuperseded(database) else { throw ProfilerError.newerStore(path) }
    let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
    guard verdict == "ok" else { throw ProfilerError.damagedStore(path, reason: verdict ?? "its check says nothing") }
  }
}
