extension VerifiedRun {
  /// A part of the run. The seal stands over the run's end, and so over every part of it; a part
  /// that ends before is covered by it only together with the commits up to there.
  ///
  /// - Parameter range: Places in ``commits``; not empty.
  /// - Returns: The part, with the run's seal.
  public func part(_ range: Range<Int>) -> VerifiedRun {
    precondition(!range.isEmpty, "a part of a run has a commit")
    if range == commits.indices { return self }
    return VerifiedRun(
      start: range.lowerBound == 0 ? start : commits[range.lowerBound - 1].head,
      commits: Array(commits[range]), seal: seal, unacceptedCount: 0, failure: nil,
      position: commits[range.upperBound - 1].position)
  }

  /// The end of the log with one of the commits, or with what the first continues.
  ///
  /// - Parameter counter: A place in the log.
  /// - Returns: `nil` if the run does not reach it.
  public func head(at counter: UInt64) -> LogHead? {
    if counter == start.counter { return start }
    guard counter > start.counter, counter <= position.head.counter else { return nil }
    return commits[Int(counter - start.counter) - 1].head
  }

  /// Whether ``seal`` stands over the last commit; if not, it stands over a later one.
  public var endsAtSeal: Bool { seal.counter == position.head.counter }
}
