import PartnershipRecords
import SignedLogs
import Testing

@Suite("Errors of signed logs")
struct SignedLogErrorTests {
  private let all: [SignedLogError] =
    [
      .keyUnusable(reason: "31 bytes instead of 32"), .sealInvalid(counter: 9),
      .sealMissing(first: 3), .fieldInvalid(.logGenesis, field: "incarnation", reason: "0"),
      .commitTooLarge(counter: 1, bytes: 70_000), .headerTooLarge(counter: 1, bytes: 5_000),
      .operationsTooMany(counter: 1, count: 300), .valueTooLarge(counter: 1, bytes: 20_000),
      .recordTooLarge(.controlRecord, bytes: 70_000), .writersTooMany,
      .operationsMissing(counter: 1), .payloadLengthWrong(counter: 1, stated: 2, found: 3),
      .saltLengthWrong(counter: 1, bytes: 8), .contextUnordered(counter: 1, logIndex: 2),
      .contextAdvanceZero(counter: 1, logIndex: 2), .contextNamesOwnLog(counter: 1),
      .contextWentBack(logIndex: 2), .controlHashMissing(counter: 1),
      .controlHashUnexpected(counter: 1), .controlWentBack,
      .numberOverflows(counter: 1, field: "hybrid_time_delta"),
      .fieldSetTwice(counter: 1, field: 2), .controlOutOfSequence(expected: 2, found: 4),
      .controlHashMismatch(sequence: 4), .recordMayNotLeave(dataClass: .local),
      .reissueContextBeyond(counter: 1, logIndex: 2), .payloadMissing(counter: 1),
      .forkUnproven(logIndex: 1), .disputeUnproven(sequence: 4),
      .fieldUndeclared(kind: 1, field: 99), .valueUnfit(kind: 1, field: 2),
    ] + SignedPart.allCases.map { .signatureInvalid($0) }
    + WireFault.allCases.map { .malformed(.commitHeader, $0, offset: 12) }
    + ControlRefusal.allCases.map { .controlRefused(sequence: 7, $0) }

  @Test("Every error has a code of its own in small letters, a detail and a remedy")
  func words() {
    for error in all {
      #expect(error.code.allSatisfy { $0.isLowercase || $0 == "-" || $0.isNumber })
      for sentence in [error.detail, error.remedy] {
        #expect(sentence.first?.isUppercase == true && sentence.hasSuffix("."), "\(error.code)")
      }
    }
    let codes = all.map(\.code).filter { $0 != "signature-invalid" }
    #expect(Set(codes).count == codes.count)
  }

  @Test(
    "An error reads as a sentence that says what was found and what to do",
    arguments: [
      (
        SignedLogError.commitTooLarge(counter: 3, bytes: 70_000),
        "commit-too-large: Commit 3 has 70000 bytes; 65536 are the most. "
          + "Divide the change into smaller ones."
      ),
      (
        .malformed(.commitHeader, .numberNotMinimal, offset: 12),
        "record-number-not-minimal: A commit header cannot be read: a number is not in its "
          + "shortest form, at byte 12. The log is held at its last good seal. Update this node; "
          + "if it repeats, tell the hub's administrator which node wrote it."
      ),
      (
        .controlRefused(sequence: 7, .nextKeyMismatch),
        "control-next-key-mismatch: Control record 7 has no effect: it names an authority key "
          + "that was not announced before. The hub's administrator must issue a correct control "
          + "record."
      ),
      (
        .recordMayNotLeave(dataClass: .local),
        "record-may-not-leave: Records of the class local never leave this machine by sharing. "
          + "Share figures through a release instead."
      ),
    ])
  func sentences(error: SignedLogError, text: String) {
    #expect(error.description == text)
  }
}
