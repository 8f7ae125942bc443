extension VerifiedCommit {
  /// The same commit as a release reads it that knows other operations than this one: the bytes, the
  /// place and what the authority says of it stay.
  ///
  /// - Parameter read: Given each operation's place in the commit and how this release reads it; says how
  ///   the other one does.
  /// - Returns: The commit with those readings.
  public func reading(
    _ read: (_ place: Int, _ here: OperationReading) -> OperationReading
  ) -> VerifiedCommit {
    VerifiedCommit(
      dot: dot, flags: flags, reissueOf: reissueOf,
      readings: readings.enumerated().map { read($0.offset, $0.element) }, withdrawal: withdrawal,
      bytes: bytes, position: position)
  }

  /// Whether an operation of it is of a later release.
  public var hasUnknownOperations: Bool {
    readings.contains { if case .unknown = $0 { true } else { false } }
  }
}
