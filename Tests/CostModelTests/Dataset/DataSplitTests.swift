import Testing

@testable import CostModel

@Suite struct DataSplitTests {
  /// `i = list(range(2000)); random.seed(0); random.shuffle(i)` in Python 3: `i[:5]` and `i[-5:]`.
  @Test func seedZeroOfTwoThousandRowsIsPythons() {
    let split = DataSplit(rowCount: 2000, seed: 0)
    #expect(split.train.prefix(5) == [1748, 1361, 1671, 865, 1288])
    #expect(split.test.suffix(5) == [861, 1823, 1552, 788, 1729])
    #expect([split.train.count, split.validation.count, split.test.count] == [1600, 200, 200])
  }

  @Test(arguments: [0, 1, 7, 9, 10, 11, 19, 100, 999, 2000], UInt64(0)..<4)
  func partsAreDisjointAndComplete(rows: Int, seed: UInt64) {
    for split in [DataSplit(rowCount: rows, seed: seed), DataSplit(byTimeOf: rows, seed: seed)] {
      #expect((split.train + split.validation + split.test).sorted() == Array(0..<rows))
    }
  }

  @Test func seedsDecideTheSplit() {
    #expect(DataSplit(rowCount: 100, seed: 1) == DataSplit(rowCount: 100, seed: 1))
    #expect(DataSplit(rowCount: 100, seed: 1) != DataSplit(rowCount: 100, seed: 2))
  }

  @Test(arguments: [10, 57, 2000]) func theSplitByTimeJudgesTheLastFifth(rows: Int) throws {
    let split = DataSplit(byTimeOf: rows, seed: 3)
    let first = rows * 8 / 10
    #expect(split.test == Array(first..<rows))
    #expect(try #require((split.train + split.validation).max()) < first)
  }
}
