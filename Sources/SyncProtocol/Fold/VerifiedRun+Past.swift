import CausalHistory
import SignedLogs

extension VerifiedRun {
  /// Bytes of the commits as they travel.
  var byteCount: Int { commits.reduce(0) { $0 + $1.bytes.byteCount } }

  /// What of other logs and of the control log the run needs first. Contexts only grow within a
  /// log, so its last commit speaks for all.
  func missing(frontier: VersionVector, controlSequence: UInt64) -> [MissingPast] {
    guard let last = commits.last else { return [] }
    return CausalCheck.missing(for: last, frontier: frontier, controlSequence: controlSequence)
      .filter { missing in
        if case .commit(let dot) = missing { return dot.logIndex != last.dot.logIndex }
        return true
      }
  }
}
