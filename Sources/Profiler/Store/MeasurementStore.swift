import Files
import Foundation
import GRDB
import Hardware

/// Every raw sample of a profiling run as it is taken, in one SQLite file.
///
/// ```swift
/// let store = try MeasurementStore(at: "xeon.sqlite", plan: plan, resuming: false)
/// let session = try store.beginSession(in: environment)
/// try store.append(sample, stage: "operators")   // from here on it survives kill -9 and a power cut
/// ```
/// Each sample is a transaction of its own, on disk before ``append(_:stage:)`` returns (write-ahead log, synced at
/// each commit). One process writes a store at a time. The tables and how to read them elsewhere are told at
/// `StoreSchema`.
public final class MeasurementStore {
  /// The file.
  public let path: String
  /// Whether the store had a plan before it was opened.
  public let wasResumed: Bool
  let database: DatabaseQueue
  private let lock: FileLock

  /// Opens the store of `plan`.
  ///
  /// - Parameters:
  ///   - path: The file. SQLite keeps two more beside it while it is open, and the lock is a third.
  ///   - plan: What is to be measured and how, as far as samples would differ if it were changed.
  ///   - resuming: Whether to go on with a store that exists. If there is none yet one is made, since a run may have
  ///     been killed before it came so far.
  /// - Throws: ``ProfilerError``; then a file that was there is as it was.
  public init(at path: String, plan: some Encodable, resuming: Bool) throws(ProfilerError) {
    self.path = path
    if !resuming && FileManager.default.fileExists(atPath: path) { throw .storeExists(path) }
    lock = try Self.lock(path)
    (database, wasResumed) = try Self.naming(path) {
      let database = try Self.open(path)
      return (database, try Self.settle(Self.json(plan), in: database, path: path))
    }
  }

  private static func lock(_ path: String) throws(ProfilerError) -> FileLock {
    do throws(FileLock.Failure) {
      return try FileLock(for: path)
    } catch {
      switch error {
      case .held(let process): throw .storeInUse(path, process: process)
      case .unusable(let reason): throw .unusableStore(path, reason: reason)
      }
    }
  }

  private static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    // A program that only looks at the store may hold it for a moment.
    configuration.busyMode = .timeout(10)
    let database = try DatabaseQueue(path: path, configuration: configuration)
    try database.writeWithoutTransaction { database in
      try StoreSchema.check(database, path: path)
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }
    try StoreSchema.migrator.migrate(database)
    return database
  }

  /// Writes the plan into a new store, or holds it against that of an old one.
  ///
  /// - Returns: Whether there was a plan.
  private static func settle(_ plan: String, in database: DatabaseQueue, path: String) throws -> Bool {
    try database.write { database in
      guard let stored = try String.fetchOne(database, sql: "SELECT json FROM facts WHERE name = 'plan'") else {
        try database.execute(sql: "INSERT INTO facts (name, json) VALUES ('plan', ?)", arguments: [plan])
        return false
      }
      let differences = try PlanDifference.sentences(stored: stored, asked: plan, by: database)
      guard differences.isEmpty else { throw ProfilerError.differentPlan(path, differences: differences) }
      return true
    }
  }

  /// Begins a session: its number is that of the sessions before it.
  public func beginSession(in environment: Environment? = nil, clock: RawClock = .system) throws(ProfilerError)
    -> MeasurementSession
  {
    let number = try write { database in
      let number = try Int.fetchOne(database, sql: "SELECT count(*) FROM sessions") ?? 0
      try database.execute(
        sql: "INSERT INTO sessions (number, began, process, environment) VALUES (?, ?, ?, ?)",
        arguments: [number, Date().ISO8601Format(), getpid(), try environment.map(Self.json)])
      return number
    }
    return MeasurementSession(number: number, start: clock.now())
  }

  /// Keeps `value` under `name`, in place of what was there.
  public func setFact(_ name: String, _ value: some Encodable) throws(ProfilerError) {
    try write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO facts (name, json) VALUES (?, ?)", arguments: [name, try Self.json(value)])
    }
  }

  /// What is kept under `name`; nil if nothing is.
  public func fact<Value: Decodable>(_ name: String, as type: Value.Type) throws(ProfilerError) -> Value? {
    try read { database in
      try String.fetchOne(database, sql: "SELECT json FROM facts WHERE name = ?", arguments: [name])
        .map { try JSONDecoder().decode(type, from: Data($0.utf8)) }
    }
  }

  /// The environment of each session, in their order; nil where it was not given.
  public func environments() throws(ProfilerError) -> [Environment?] {
    try read { database in
      try Optional<String>.fetchAll(database, sql: "SELECT environment FROM sessions ORDER BY number").map {
        try $0.map { try JSONDecoder().decode(Environment.self, from: Data($0.utf8)) }
      }
    }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws(ProfilerError) -> Result {
    try Self.naming(path) { try database.read(body) }
  }

  func write<Result>(_ body: (Database) throws -> Result) throws(ProfilerError) -> Result {
    try Self.naming(path) { try database.write(body) }
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// Turns SQLite's errors into ours.
  private static func naming<Result>(_ path: String, _ body: () throws -> Result) throws(ProfilerError) -> Result {
    do {
      return try body()
    } catch let error as ProfilerError {
      throw error
    } catch let error as DatabaseError {
      throw ProfilerError(error, store: path)
    } catch let error as EncodingError {
      throw .unusableStore(path, reason: "what is to be kept cannot be written as JSON (\(error))")
    } catch {
      throw .damagedStore(path, reason: "\(error)")
    }
  }
}

extension ProfilerError {
  fileprivate init(_ error: DatabaseError, store path: String) {
    let reason = error.message ?? "SQLite's error \(error.resultCode.rawValue)"
    self =
      switch error.resultCode {
      case .SQLITE_NOTADB: .notAStore(path)
      case .SQLITE_CORRUPT: .damagedStore(path, reason: reason)
      case .SQLITE_FULL: .diskFull(path)
      case .SQLITE_BUSY, .SQLITE_LOCKED: .storeInUse(path, process: nil)
      default: .unusableStore(path, reason: reason)
      }
  }
}
