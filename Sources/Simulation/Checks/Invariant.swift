/// What must hold in every run, whatever goes wrong. Each is checked from outside, by looking at
/// stores and streams.
public enum Invariant: String, Sendable, CaseIterable, Codable {
  case S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11, S12, S13, S14, S15, S16, S17, S18, S19, S20
  case S21, S22, S23, S24, S25, S26, S27, S28, S29, S30
  case L1, L2, L3, L4, L5, L6, L7

  /// In one sentence.
  public var sentence: String {
    switch self {
    case .S1: "Equal control logs and frontiers have equal state hashes."
    case .S2: "Every accepted value stands, or an accepted write that names it replaced it."
    case .S3: "A value that went never comes back, but by a recorded decision."
    case .S4: "Two values that stand beside each other were written without sight of each other."
    case .S5: "Values written without sight of each other both stand until somebody saw both."
    case .S6: "A commit is applied after all that its author had seen."
    case .S7: "A frontier of n means that commits 1 to n are here."
    case .S8: "One place of a log never has two accepted commits."
    case .S9: "Stored bytes hash to their chain, and a good seal covers every accepted commit."
    case .S10: "Nothing is attributed to somebody honest who did not write it."
    case .S11: "Who may write is answered alike everywhere; nothing unauthorised has effect."
    case .S12: "Nothing of a scope reaches a replica that is not its member."
    case .S13: "Beyond a cut nothing has effect, before it everything."
    case .S14: "Two histories of one log that meet are proved; nobody honest is ever accused."
    case .S15: "After a restore no place is used twice, and no saved edit is lost silently."
    case .S16: "No seal leaves a process before its mark is durable."
    case .S17: "What was acknowledged or receipted is durable."
    case .S18: "What comes twice or out of order changes nothing."
    case .S19: "A bundle brings what a session would have brought."
    case .S20: "Snapshot and tail are worth the whole log."
    case .S21: "Late commits merge with trimmed logs as with whole ones."
    case .S22: "Nothing above the stability mark is trimmed."
    case .S23: "An earlier release passes on what it does not know, byte for byte."
    case .S24: "A withdrawn payload is nowhere, and the chain still verifies."
    case .S25: "Clocks decide nothing but the order of display."
    case .S26: "Frames, waiting rooms and stores keep their bounds."
    case .S27: "A bad log or peer does not hold up the others."
    case .S28: "A control log never goes back, and two versions of it are found out."
    case .S29: "A commit is there whole or not at all, also after a crash."
    case .S30: "Every commit that came has one fate, with a reason."
    case .L1: "Once healed, all members are equal within two sessions a hop."
    case .L2: "Every sealed commit gets a receipt or is void."
    case .L3: "The stability mark advances when all are active."
    case .L4: "A session's bytes grow with what is missing only."
    case .L5: "A session with nothing to do is one round trip of at most 1 kB."
    case .L6: "After a cut no more is sent again than one part of an answer."
    case .L7: "A log that was held back goes on after the verdict, without surgery."
    }
  }
}

/// An invariant that does not hold, and what shows it.
public struct Violation: Error, Sendable, CustomStringConvertible {
  public let invariant: Invariant
  public let detail: String

  init(_ invariant: Invariant, _ detail: String) {
    self.invariant = invariant
    self.detail = detail
  }

  public var description: String { "\(invariant.rawValue): \(detail) [\(invariant.sentence)]" }
}
