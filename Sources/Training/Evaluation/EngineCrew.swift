import Inference
import Synchronization
import TensorEngine
import TransformerIR

/// Runs batches side by side: each thread has an engine of its own, all engines share one set of packed weights.
///
/// Whole batches are shared out rather than the rows of one: threads then meet once per text, not once per operator.
struct EngineCrew {
  /// Batches that one thread works on, one after the other, with engines of one design.
  struct Job {
    let design: SubTransformer
    let batches: [PlannedBatch]
  }

  let architecture: Architecture
  let weights: PackedWeightCache
  let threads: Int

  init(architecture: Architecture, weights: PackedWeightCache, threads: Int) {
    precondition(threads > 0, "\(threads) threads")
    self.architecture = architecture
    self.weights = weights
    self.threads = threads
  }

  /// Calls `body` for every batch of every job with an engine that is planned for it, jobs in any order.
  /// - Returns: What it returned, in the order of `jobs` and their batches.
  /// - Throws: What it threw, of several errors the one of the earliest job; or what planning threw.
  func map<Result>(
    _ jobs: [Job], _ body: (InferenceEngine, PlannedBatch) throws(InferenceError) -> Result
  ) throws(InferenceError) -> [[Result]] {
    let pool = WorkerPool(workers: max(1, min(threads, jobs.count)))
    var results: [[Result]] = Array(repeating: [], count: jobs.count)
    let next = Atomic<Int>(0)
    let failure = Mutex<(index: Int, error: InferenceError)?>(nil)
    results.withUnsafeMutableBufferPointer { results in
      pool.run { _ in
        var engine: InferenceEngine?
        while true {
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < jobs.count, failure.withLock({ $0 == nil }) else { return }
          do throws(InferenceError) {
            for batch in jobs[index].batches {
              let fitting = try self.engine(jobs[index].design, for: batch, reusing: engine)
              engine = fitting
              results[index].append(try body(fitting, batch))
            }
          } catch {
            failure.withLock { if index < $0?.index ?? .max { $0 = (index, error) } }
          }
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
    return results
  }

  private func engine(
    _ design: SubTransformer, for batch: PlannedBatch, reusing last: InferenceEngine?
  ) throws(InferenceError) -> InferenceEngine {
    if let last, last.workload.setting == batch.setting, last.workload.design == design { return last }
    let workload: Workload
    do throws(TransformerIRError) {
      workload = try Workload(design: design, architecture: architecture, setting: batch.setting)
    } catch {
      throw .impossiblePlan("\(error)")
    }
    return try InferenceEngine(workload, weights: weights)
  }
}

// MARK: Checking

extension EngineCrew {
  /// Checks what an engine would find fault with, so that errors name the sentence's place in the whole text.
  /// - Parameter limit: Tokens at most, the end symbol counted.
  /// - Throws: ``InferenceError`` that names the first sentence that cannot be worked with.
  func check(
    _ sentences: [[Int32]], _ side: InferenceError.Side, limit: Int
  ) throws(InferenceError) {
    let vocabulary = side == .source ? architecture.vocabulary.source : architecture.vocabulary.target
    for (index, sentence) in sentences.enumerated() {
      guard !sentence.isEmpty else { throw .emptySentence(index: index) }
      guard sentence.count <= limit else {
        throw .sentenceTooLong(index: index, length: sentence.count, planned: limit, side: side)
      }
      for (position, token) in sentence.enumerated() where token < 0 || token >= vocabulary {
        throw .tokenOutsideVocabulary(sentence: index, position: position, token: token, vocabulary: vocabulary)
      }
      if let position = sentence.firstIndex(of: SpecialToken.padding) {
        throw .padding(sentence: index, position: position)
      }
    }
  }

  /// Tokens of the longest sentence that is worked with: fairseq's `max_source_positions`.
  static let longestSentence = 1024
}
