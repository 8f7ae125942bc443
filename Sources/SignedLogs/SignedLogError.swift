public import PartnershipRecords

/// Why bytes from elsewhere are not accepted, or a change here cannot be made.
public enum SignedLogError: RemediedError, Hashable {
  // Keys and signatures.
  case keyUnusable(reason: String)
  case signatureInvalid(SignedPart)
  /// The seal over the commit with this counter is not the log key's.
  case sealInvalid(counter: UInt64)
  /// No seal covers any commit of a run that begins here.
  case sealMissing(first: UInt64)

  // Reading.
  case malformed(SignedPart, WireFault, offset: Int)
  /// A field has a value that it may not have.
  case fieldInvalid(SignedPart, field: String, reason: String)

  // Limits.
  case commitTooLarge(counter: UInt64, bytes: Int)
  case headerTooLarge(counter: UInt64, bytes: Int)
  case operationsTooMany(counter: UInt64, count: Int)
  case valueTooLarge(counter: UInt64, bytes: Int)
  case recordTooLarge(SignedPart, bytes: Int)
  case writersTooMany

  // Commits.
  case operationsMissing(counter: UInt64)
  case payloadLengthWrong(counter: UInt64, stated: Int, found: Int)
  case saltLengthWrong(counter: UInt64, bytes: Int)
  case contextUnordered(counter: UInt64, logIndex: UInt32)
  case contextAdvanceZero(counter: UInt64, logIndex: UInt32)
  case contextNamesOwnLog(counter: UInt64)
  case contextWentBack(logIndex: UInt32)
  case controlHashMissing(counter: UInt64)
  case controlHashUnexpected(counter: UInt64)
  case controlWentBack
  case numberOverflows(counter: UInt64, field: String)
  case fieldSetTwice(counter: UInt64, field: UInt32)
  /// A commit that repeats another claims to have seen more than its own replica had applied.
  case reissueContextBeyond(counter: UInt64, logIndex: UInt32)
  /// A commit came without payload, and no control record withdrew it.
  case payloadMissing(counter: UInt64)

  // The control log.
  case controlOutOfSequence(expected: UInt64, found: UInt64)
  case controlHashMismatch(sequence: UInt64)
  case controlRefused(sequence: UInt64, ControlRefusal)
  /// Two seals that do not show that a log was continued in two ways.
  case forkUnproven(logIndex: UInt32)
  /// Two records that do not show that the authority spoke with two voices.
  case disputeUnproven(sequence: UInt64)

  // Sharing.
  case recordMayNotLeave(dataClass: DataClass)
  case fieldUndeclared(kind: UInt32, field: UInt32)
  case valueUnfit(kind: UInt32, field: UInt32)
}

/// Why a control record that is well signed still has no effect: the authority made a mistake.
public enum ControlRefusal: String, Sendable, CaseIterable {
  case nodeUnknown = "node-unknown"
  case nodeKnown = "node-known"
  case nodeRevoked = "node-revoked"
  case notMember = "not-member"
  case notWriter = "not-writer"
  /// Fewer rights need a cut: remove the member, then add it with the new capacity.
  case rightsNeedCut = "rights-need-cut"
  case replacesAnother = "replaces-another"
  case logIndexUsed = "log-index-used"
  case logKnown = "log-known"
  case logUnknown = "log-unknown"
  case logOfAnotherNode = "log-of-another-node"
  case logOfAnotherScope = "log-of-another-scope"
  case incarnationUsed = "incarnation-used"
  /// A removal or revocation must say where each of the node's logs ends.
  case cutMissing = "cut-missing"
  case nextKeyMismatch = "next-key-mismatch"
  /// Fewer holders of the authority have signed than the scope asks for.
  case signaturesTooFew = "signatures-too-few"
  /// The verdict does not speak of what its proof shows.
  case verdictUnfit = "verdict-unfit"
  /// What every member holds is not taken back.
  case cutBelowMark = "cut-below-mark"
  case markWentBack = "mark-went-back"
  /// A mark or snapshot covers what lies beyond the end of a log.
  case beyondCut = "beyond-cut"
  case rulesWentBack = "rules-went-back"
  case witnessNotMember = "witness-not-member"

  var inWords: String {
    switch self {
    case .nodeUnknown: "it names a node that is not in the scope"
    case .nodeKnown: "it adds a node that is in the scope already"
    case .nodeRevoked: "it names a node that has been revoked"
    case .notMember: "it names a node that is not a member"
    case .notWriter: "it gives a log to a node that may not write"
    case .replacesAnother:
      "it replaces a record that is not the withdrawal of this commit before it"
    case .rightsNeedCut: "it takes rights away without saying where the node's logs end"
    case .logIndexUsed: "it gives out a log index twice"
    case .logKnown: "it adds a log that is in the scope already"
    case .logUnknown: "it names a log that is not in the scope"
    case .logOfAnotherNode: "it ends a log of another node"
    case .logOfAnotherScope: "it adds a log that was begun for another scope"
    case .incarnationUsed: "it adds a log no newer than one the node already has"
    case .cutMissing: "it does not say where each of the node's logs ends"
    case .nextKeyMismatch: "it names an authority key that was not announced before"
    case .signaturesTooFew: "fewer holders of the authority have signed it than the scope asks for"
    case .verdictUnfit: "its verdict does not fit the proof that it gives"
    case .cutBelowMark: "it takes back what every member already holds"
    case .markWentBack: "it says that members hold less than was said before"
    case .beyondCut: "it covers changes beyond the end of a log"
    case .rulesWentBack: "it puts older rules in force"
    case .witnessNotMember: "a witness is not a member of the scope"
    }
  }
}
