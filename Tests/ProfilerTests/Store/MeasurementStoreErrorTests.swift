import Foundation
import GRDB
import TestSupport
import Testing

@testable import Profiler

@Suite struct MeasurementStoreErrorTests {
  private func withPath(_ body: (String) throws -> Void) throws {
    try SharedFiles.withTemporaryFolder { try body($0.appendingPathComponent("x.sqlite").path) }
  }

  /// A closed store with `count` samples.
  private func fill(_ path: String, count: Int) throws {
    let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: false)
    _ = try store.beginSession()
    for order in 0..<count { try store.append(.plain(visit: order, order: order), stage: "s") }
  }

  private func error(at path: String, plan: TestPlan = TestPlan(), resuming: Bool = true) -> ProfilerError? {
    do throws(ProfilerError) {
      _ = try MeasurementStore(at: path, plan: plan, resuming: resuming)
      return nil
    } catch { return error }
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  @Test func aStoreIsNotOverwritten() throws {
    try withPath { path in
      try fill(path, count: 2)
      let before = try bytes(path)
      #expect(error(at: path, resuming: false) == .storeExists(path))
      #expect("\(ProfilerError.storeExists(path))".contains("--resume"))
      #expect(try bytes(path) == before)
    }
  }

  @Test func anotherPlanIsToldByWhatDiffers() throws {
    try withPath { path in
      try fill(path, count: 2)
      let found = error(at: path, plan: TestPlan(space: "wmt", keys: ["a", "c", "d"]))
      #expect(
        found
          == .differentPlan(
            path,
            differences: [
              #"keys[1] is "b" in the store and "c" in what was asked for"#,
              #"keys[2] is not set in the store and "d" in what was asked for"#,
              #"space is "tiny" in the store and "wmt" in what was asked for"#,
            ]))
      let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: true)
      #expect(try store.attempts().count == 2)
    }
  }

  @Test func manyDifferencesAreCounted() throws {
    try withPath { path in
      try fill(path, count: 0)
      let found = error(at: path, plan: TestPlan(keys: (0..<20).map { "k\($0)" }))
      guard case .differentPlan(_, let differences) = found else {
        Issue.record("\(String(describing: found))")
        return
      }
      #expect(differences.count == 6 && differences[5] == "15 more differ")
    }
  }

  @Test func aSecondWriterIsToldTheFirst() throws {
    try withPath { path in
      let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: false)
      let found = error(at: path)
      #expect(found == .storeInUse(path, process: Int(getpid())))
      #expect("\(try #require(found))".contains("process \(getpid()) is writing"))
      _ = try store.beginSession()
    }
  }

  /// A killed process leaves its lock file, but not its lock.
  @Test func aLockThatNobodyHoldsIsNoLock() throws {
    try withPath { path in
      try fill(path, count: 1)
      try Data("1\n".utf8).write(to: URL(fileURLWithPath: path + ".lock"))
      #expect(error(at: path) == nil)
    }
  }

  @Test func aFileOfAnotherKindIsLeftAlone() throws {
    try withPath { path in
      try Data("design: x\n".utf8 + [UInt8](repeating: 65, count: 5000)).write(to: URL(fileURLWithPath: path))
      let before = try bytes(path)
      #expect(error(at: path) == .notAStore(path))
      #expect(try bytes(path) == before)
    }
  }

  @Test func aDatabaseOfAnotherProgramIsLeftAlone() throws {
    try withPath { path in
      try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE facts (a)") }
      let before = try bytes(path)
      #expect(error(at: path) == .notAStore(path))
      #expect(try bytes(path) == before)
    }
  }

  @Test func aStoreOfANewerProgramIsLeftAlone() throws {
    try withPath { path in
      try fill(path, count: 1)
      try DatabaseQueue(path: path).write {
        try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999')")
      }
      let before = try bytes(path)
      #expect(error(at: path) == .newerStore(path))
      #expect(try bytes(path) == before)
    }
  }

  /// Every page but the first is overwritten in turn. Free or not, the store either opens whole or says that it is
  /// damaged.
  @Test func aDamagedPageIsNoticed() throws {
    try withPath { path in
      try fill(path, count: 30)
      let sound = try bytes(path)
      var damaged = 0
      for page in 1..<sound.count / 4096 {
        var bytes = sound
        bytes.replaceSubrange(page * 4096..<page * 4096 + 200, with: [UInt8](repeating: 0xA5, count: 200))
        try bytes.write(to: URL(fileURLWithPath: path))
        switch error(at: path) {
        case .damagedStore(path, _): damaged += 1
        case nil: break
        case let other: Issue.record("page \(page): \(String(describing: other))")
        }
      }
      #expect(damaged >= 5, "\(damaged) of \(sound.count / 4096) pages")
    }
  }

  @Test(arguments: [100, 4096, 9000, 20_000]) func aTruncatedStoreIsAnErrorAndNotACrash(length: Int) throws {
    try withPath { path in
      try fill(path, count: 30)
      try bytes(path).prefix(length).write(to: URL(fileURLWithPath: path))
      switch error(at: path) {
      case .damagedStore, .notAStore: break
      case let other: Issue.record("\(String(describing: other))")
      }
    }
  }

  @Test(arguments: [
    "timings_second = x'0102'", "first_call_second = x''", "parts = '[]'", "parts = '[\"a\", \"b\"]'", "guards = 'x'",
    "disturbances = ''",
  ])
  func aRowThatIsNoSampleIsDamage(assignment: String) throws {
    try withPath { path in
      try fill(path, count: 2)
      let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: true)
      try store.write { try $0.execute(sql: "UPDATE samples SET \(assignment) WHERE run_order = 1") }
      do throws(ProfilerError) {
        _ = try store.attempts()
        Issue.record("it was read")
      } catch {
        guard case .damagedStore(path, _) = error else {
          Issue.record("\(error)")
          return
        }
      }
    }
  }

  @Test func aTextDoesNotPassForANumber() throws {
    try withPath { path in
      try fill(path, count: 1)
      let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: true)
      let found = message { try store.write { try $0.execute(sql: "UPDATE samples SET visit = 'many'") } }
      #expect(found.contains("cannot store TEXT value in INTEGER column"))
      #expect(try store.attempts().map(\.visit) == [0])
    }
  }

  @Test func whatHasNoJSONIsNotKept() throws {
    try withPath { path in
      let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: false)
      let found = message { try store.setFact("share", Double.nan) }
      #expect(found.contains("cannot be written as JSON"))
      #expect(try store.fact("share", as: Double.self) == nil)
    }
  }

  @Test(arguments: ["/proc/x.sqlite", "/nowhere/x.sqlite", "/dev/null/x.sqlite"])
  func whereNothingCanBeWrittenTheReasonIsTold(path: String) throws {
    guard case .unusableStore(path, let reason) = error(at: path) else {
      Issue.record("\(path) was opened")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test func aFolderIsNoStore() throws {
    try SharedFiles.withTemporaryFolder { folder in
      guard case .unusableStore = error(at: folder.path) else {
        Issue.record("a folder was opened")
        return
      }
    }
  }

  /// SQLite meets its limit of pages as it meets a full disk.
  @Test func aFullDiskLosesNothing() throws {
    try withPath { path in
      let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: false)
      _ = try store.beginSession()
      try store.append(.plain(), stage: "s")
      try store.write { database in
        let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        try database.execute(sql: "PRAGMA max_page_count = \(pages)")
      }
      let long = [[Double]](repeating: [0.5], count: 10_000)
      #expect(throws: ProfilerError.diskFull(path)) {
        try store.append(.plain(visit: 1, order: 1, timings: long), stage: "s")
      }
      try store.write { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
      try store.append(.plain(visit: 1, order: 1, timings: long), stage: "s")
      #expect(try store.attempts().map(\.timings.count) == [1, 10_000])
    }
  }
}
