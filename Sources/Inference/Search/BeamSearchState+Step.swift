import TransformerIR

extension BeamSearchState {
  /// Continues every sentence in flight by one word and tells `batch` which rows and words are next.
  func advance(_ batch: BatchState, logits: UnsafePointer<Float>, normalises: Bool) {
    moveCount = 0
    for position in 0..<batch.inFlightCount {
      collectCandidates(batch, position, logits, normalises)
      isLeaving[position] = !endAndContinue(batch, position)
    }
    closeRanks(batch)
  }

  /// The best `2·beam` continuations of one sentence, best first; equal scores in the order of their hypotheses' ranks.
  private func collectCandidates(
    _ batch: BatchState, _ position: Int, _ logits: UnsafePointer<Float>, _ normalises: Bool
  ) {
    let first = position * search.beam
    // At the first step all hypotheses are the same.
    let rows = first..<first + (batch.step == 0 ? 1 : search.beam)
    candidateCount = 0
    if batch.step >= maximum, !forces { return collectEnds(rows, logits, normalises) }
    for index in 0..<rows.count {
      heads[index] = 0
      skip(first + index, index, batch.step)
    }
    while candidateCount < 2 * search.beam {
      var best: Candidate?
      for index in 0..<rows.count where heads[index] < wordsPerRow {
        let row = first + index
        let place = row * wordsPerRow + heads[index]
        let candidate = Candidate(row: row, token: Int32(words[place]), score: scores[row] + values[place])
        if precedes(candidate, best) { best = candidate }
      }
      guard let best else { return }
      candidates[candidateCount] = best
      candidateCount += 1
      heads[best.row - first] += 1
      skip(best.row, best.row - first, batch.step)
    }
  }

  /// Moves a row's head past words that may not be chosen.
  private func skip(_ row: Int, _ index: Int, _ step: Int) {
    while heads[index] < wordsPerRow {
      let word = words[row * wordsPerRow + heads[index]]
      let isForbidden =
        word == UInt32(SpecialToken.padding) || word >= UInt32(vocabulary)
        || (word == UInt32(SpecialToken.end) && (step < search.minimumLength || forces))
      if !isForbidden { return }
      heads[index] += 1
    }
  }

  /// At the last step every hypothesis can only end.
  private func collectEnds(_ rows: Range<Int>, _ logits: UnsafePointer<Float>, _ normalises: Bool) {
    for row in rows {
      let end = logits[row * vocabulary + Int(SpecialToken.end)]
      // A row's logits exceed their log-softmax by the same amount everywhere.
      let best = min(Int(words[row * wordsPerRow]), vocabulary - 1)
      let excess = normalises ? logits[row * vocabulary + best] - values[row * wordsPerRow] : 0
      let candidate = Candidate(row: row, token: SpecialToken.end, score: scores[row] + (end - excess))
      guard candidate.score > -.infinity else { continue }
      var place = candidateCount
      while place > 0, precedes(candidate, candidates[place - 1]) {
        candidates[place] = candidates[place - 1]
        place -= 1
      }
      candidates[place] = candidate
      candidateCount += 1
    }
  }

  private func precedes(_ candidate: Candidate, _ other: Candidate?) -> Bool {
    guard let other else { return candidate.score > -.infinity }
    return candidate.score > other.score
      || (candidate.score == other.score && ranks[candidate.row] < ranks[other.row])
  }
}

// MARK: Consequences

extension BeamSearchState {
  /// Ends the hypotheses that chose to and gives rows to those that go on.
  /// - Returns: Whether the sentence stays in flight.
  private func endAndContinue(_ batch: BatchState, _ position: Int) -> Bool {
    let sentence = batch.inFlight[position]
    for index in 0..<min(search.beam, candidateCount) where candidates[index].token == SpecialToken.end {
      end(
        Ended(sentence: sentence, step: batch.step, row: candidates[index].row, score: candidates[index].score))
    }
    guard !isFinished(sentence, batch.step), batch.step < maximum || forces else { return false }
    var survivors = 0
    for index in 0..<candidateCount where candidates[index].token != SpecialToken.end && survivors < search.beam {
      candidates[survivors] = candidates[index]
      survivors += 1
    }
    settle(batch, position, survivors)
    return survivors > 0
  }

  /// Keeps a hypothesis that has ended: while there is room, or in the place of a worse one.
  private func end(_ hypothesis: Ended) {
    if endedOfSentence[hypothesis.sentence] < search.beam {
      ended[endedCount] = hypothesis
      endedCount += 1
      endedOfSentence[hypothesis.sentence] += 1
    } else if !search.stopsEarly, let worst = extreme(of: hypothesis.sentence, by: <),
      score(ended[worst]) < score(hypothesis)
    {
      ended[worst] = hypothesis
    }
  }

  private func isFinished(_ sentence: Int, _ step: Int) -> Bool {
    guard endedOfSentence[sentence] == search.beam else { return false }
    guard !search.stopsEarly, let best = extreme(of: sentence, by: >) else { return true }
    for index in 0..<candidateCount where candidates[index].token != SpecialToken.end {
      return score(ended[best]) >= search.normalised(candidates[index].score, length: step + 1)
    }
    return true
  }

  /// The place of a sentence's best or worst hypothesis that has ended.
  private func extreme(of sentence: Int, by precedes: (Float, Float) -> Bool) -> Int? {
    var found: Int?
    for index in 0..<endedCount where ended[index].sentence == sentence {
      if let other = found, !precedes(score(ended[index]), score(ended[other])) { continue }
      found = index
    }
    return found
  }

  private func score(_ hypothesis: Ended) -> Float {
    search.normalised(hypothesis.score, length: hypothesis.step + 1)
  }

  /// Gives each of the first candidates a row: its parent's if that is still free, else one whose hypothesis died.
  private func settle(_ batch: BatchState, _ position: Int, _ survivors: Int) {
    let first = position * search.beam
    for index in 0..<search.beam { isTaken[index] = false }
    for index in 0..<survivors {
      heads[index] = -1
      let parent = candidates[index].row - first
      guard !isTaken[parent] else { continue }
      isTaken[parent] = true
      heads[index] = parent
    }
    var free = 0
    for index in 0..<survivors {
      if heads[index] < 0 {
        while isTaken[free] { free += 1 }
        isTaken[free] = true
        heads[index] = free
        addMove(Move(from: candidates[index].row, to: first + free))
      }
      occupy(first + heads[index], candidates[index], rank: index, batch)
    }
    for index in 0..<search.beam where !isTaken[index] {
      scores[first + index] = -.infinity
      batch.targetTokens[first + index] = SpecialToken.end
    }
  }

  private func occupy(_ row: Int, _ candidate: Candidate, rank: Int, _ batch: BatchState) {
    trellis[batch.step, row] = Trellis.Link(
      token: candidate.token, parent: Int32(candidate.row), score: candidate.score)
    scores[row] = candidate.score
    ranks[row] = rank
    batch.targetTokens[row] = candidate.token
  }

  /// Fills the places of sentences that leave with the last ones in flight.
  private func closeRanks(_ batch: BatchState) {
    var count = batch.inFlightCount
    var position = 0
    while position < count {
      guard isLeaving[position] else {
        position += 1
        continue
      }
      count -= 1
      guard position < count, !isLeaving[count] else { continue }
      for index in 0..<search.beam {
        take(row: position * search.beam + index, from: count * search.beam + index, batch)
      }
      batch.inFlight[position] = batch.inFlight[count]
      isLeaving[position] = false
    }
    batch.keepInFlight(count)
  }

  private func take(row: Int, from source: Int, _ batch: BatchState) {
    trellis[batch.step, row] = trellis[batch.step, source]
    scores[row] = scores[source]
    ranks[row] = ranks[source]
    batch.targetTokens[row] = batch.targetTokens[source]
    addMove(Move(from: source, to: row))
  }

  private func addMove(_ move: Move) {
    allMoves[moveCount] = move
    moveCount += 1
  }
}
