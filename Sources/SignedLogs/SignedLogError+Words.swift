internal import PartnershipRecords

extension SignedLogError {
  public var code: String {
    switch self {
    case .keyUnusable: "key-unusable"
    case .signatureInvalid: "signature-invalid"
    case .sealInvalid: "seal-invalid"
    case .sealMissing: "seal-missing"
    case .malformed(_, let fault, _): "record-\(fault.rawValue)"
    case .fieldInvalid: "record-field-invalid"
    case .commitTooLarge: "commit-too-large"
    case .headerTooLarge: "commit-header-too-large"
    case .operationsTooMany: "commit-operations-too-many"
    case .valueTooLarge: "commit-value-too-large"
    case .recordTooLarge: "record-too-large"
    case .writersTooMany: "scope-writers-too-many"
    case .operationsMissing: "commit-operations-missing"
    case .payloadLengthWrong: "commit-payload-length-wrong"
    case .saltLengthWrong: "commit-salt-length-wrong"
    case .contextUnordered: "commit-context-unordered"
    case .contextAdvanceZero: "commit-context-advance-zero"
    case .contextNamesOwnLog: "commit-context-names-own-log"
    case .contextWentBack: "commit-context-went-back"
    case .controlHashMissing: "commit-control-hash-missing"
    case .controlHashUnexpected: "commit-control-hash-unexpected"
    case .controlWentBack: "commit-control-went-back"
    case .numberOverflows: "commit-number-overflows"
    case .fieldSetTwice: "commit-field-set-twice"
    case .reissueContextBeyond: "commit-reissue-context-beyond"
    case .payloadMissing: "commit-payload-missing"
    case .controlOutOfSequence: "control-out-of-sequence"
    case .controlHashMismatch: "control-hash-mismatch"
    case .controlRefused(_, let refusal): "control-\(refusal.rawValue)"
    case .forkUnproven: "fork-unproven"
    case .disputeUnproven: "control-dispute-unproven"
    case .recordMayNotLeave: "record-may-not-leave"
    case .fieldUndeclared: "record-field-undeclared"
    case .valueUnfit: "record-value-unfit"
    }
  }

  public var detail: String {
    switch self {
    case .keyUnusable(let reason): "A key cannot be used: \(reason)."
    case .signatureInvalid(let part):
      "The signature of a \(part.rawValue) does not belong to the key that should have made it."
    case .sealInvalid(let counter):
      "The seal of commit \(counter) does not belong to the log's key and content."
    case .sealMissing(let first): "No seal covers the commits from \(first)."
    case .malformed(let part, let fault, let offset):
      "A \(part.rawValue) cannot be read: \(fault.inWords), at byte \(offset)."
    case .fieldInvalid(let part, let field, let reason):
      "The field \(field) of a \(part.rawValue) is \(reason)."
    case .commitTooLarge, .headerTooLarge, .operationsTooMany, .valueTooLarge, .recordTooLarge,
      .writersTooMany:
      limitDetail
    case .controlOutOfSequence(let expected, let found):
      "Control record \(found) came where \(expected) is next."
    case .controlHashMismatch(let sequence):
      "Control record \(sequence) does not continue the control log that is held here."
    case .controlRefused(let sequence, let refusal):
      "Control record \(sequence) has no effect: \(refusal.inWords)."
    case .forkUnproven(let logIndex):
      "The seals given do not show that log \(logIndex) was continued in two ways."
    case .disputeUnproven(let sequence):
      "The records given do not show that the authority signed two for sequence \(sequence)."
    case .recordMayNotLeave(let dataClass):
      "Records of the class \(dataClass.rawValue) never leave this machine by sharing."
    case .fieldUndeclared(let kind, let field):
      "Shared records of kind \(kind) have no field \(field)."
    case .valueUnfit(let kind, let field):
      "The value does not fit field \(field) of shared records of kind \(kind)."
    default: commitDetail
    }
  }

  private var limitDetail: String {
    switch self {
    case .commitTooLarge(let counter, let bytes):
      "Commit \(counter) has \(bytes) bytes; \(LogLimits.commitBytesMax) are the most."
    case .headerTooLarge(let counter, let bytes):
      "The header of commit \(counter) has \(bytes) bytes; \(LogLimits.headerBytesMax) are the most."
    case .operationsTooMany(let counter, let count):
      "Commit \(counter) has \(count) operations; \(LogLimits.operationsMax) are the most."
    case .valueTooLarge(let counter, let bytes):
      "A value of commit \(counter) has \(bytes) bytes; \(LogLimits.valueBytesMax) are the most."
    case .recordTooLarge(let part, let bytes):
      "A \(part.rawValue) has \(bytes) bytes; \(LogLimits.recordBytesMax) are the most."
    default: "The scope has \(LogLimits.writersMax) logs that may grow, which are the most."
    }
  }

  private var commitDetail: String {
    switch self {
    case .operationsMissing(let counter): "Commit \(counter) does nothing."
    case .payloadLengthWrong(let counter, let stated, let found):
      "Commit \(counter) states a payload of \(stated) bytes and has one of \(found)."
    case .saltLengthWrong(let counter, let bytes):
      "Commit \(counter) has a salt of \(bytes) bytes; it may have \(LogLimits.saltBytes) or none."
    case .contextUnordered(let counter, let logIndex):
      "The context of commit \(counter) names log \(logIndex) out of order."
    case .contextAdvanceZero(let counter, let logIndex):
      "The context of commit \(counter) names log \(logIndex) without an advance."
    case .contextNamesOwnLog(let counter): "The context of commit \(counter) names its own log."
    case .contextWentBack(let logIndex):
      "The new change has seen less of log \(logIndex) than the change before it."
    case .controlHashMissing(let counter):
      "Commit \(counter) advances in the control log without naming its hash."
    case .controlHashUnexpected(let counter):
      "Commit \(counter) names a control hash without advancing in the control log."
    case .controlWentBack:
      "The new change was made under an older control record than the change before it."
    case .numberOverflows(let counter, let field):
      "The field \(field) of commit \(counter) goes beyond 64 bits."
    case .fieldSetTwice(let counter, let field):
      "Commit \(counter) sets field \(field) of one object twice."
    case .reissueContextBeyond(let counter, let logIndex):
      "Commit \(counter) repeats a change that has seen more of log \(logIndex) than it has itself."
    case .payloadMissing(let counter):
      "Commit \(counter) came without its content, which nobody has withdrawn."
    default: ""
    }
  }

  public var remedy: String {
    switch self {
    case .keyUnusable: "Restore the key store from its backup, or set this node up again."
    case .signatureInvalid, .controlHashMismatch, .controlOutOfSequence, .forkUnproven,
      .disputeUnproven:
      "Do not use these bytes. Get them again from the hub; if it repeats, tell its administrator."
    case .sealInvalid, .sealMissing:
      "Nothing of it was accepted. Sync again; if it repeats, tell the hub's administrator."
    case .controlRefused, .writersTooMany:
      "The hub's administrator must issue a correct control record."
    case .contextWentBack, .controlWentBack:
      "This database may be an old copy: run the product's check before making changes."
    case .recordMayNotLeave: "Share figures through a release instead."
    case .fieldUndeclared, .valueUnfit, .fieldSetTwice, .operationsMissing:
      "Correct the entry; if the product made it, update the product."
    case .commitTooLarge, .operationsTooMany, .valueTooLarge:
      "Divide the change into smaller ones."
    default:
      "The log is held at its last good seal. Update this node; if it repeats, tell the hub's "
        + "administrator which node wrote it."
    }
  }
}
