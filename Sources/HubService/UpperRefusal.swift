internal import PartnershipRecords
internal import ReplicaStore
internal import SyncTransport

/// Why this hub would not talk to what answers in the place of the hub above.
enum UpperRefusal: String, CaseIterable {
  case notOfRegion = "hub-not-of-region"
  case certificateExpired = "hub-certificate-expired"
  case nameOther = "hub-name-other"

  /// What a person must do before the next exchange can succeed.
  var remedy: String {
    switch self {
    case .notOfRegion:
      "Do not go on. Check the address of the hub above, then telephone its operator."
    case .certificateExpired:
      "Check this machine's clock, then tell the operator of the hub above."
    case .nameOther:
      "Compare the name of the hub above with the one in the invitation, and telephone its operator."
    }
  }
}

extension SessionRecord {
  /// Why what answered was not the hub above. Earlier releases noted it as a line that broke.
  var upperRefusal: UpperRefusal? {
    outcome == "finished" || isBundle ? nil : code.flatMap(UpperRefusal.init(rawValue:))
  }

  /// How an exchange with the hub above that failed is kept: as this hub's refusal if it was one.
  var asUpperRefusal: SessionRecord {
    guard upperRefusal != nil else { return self }
    return SessionRecord(
      peer: peer, endedAt: endedAt, outcome: "refused", code: code, detail: detail,
      commitsSent: commitsSent, commitsReceived: commitsReceived, bytesSent: bytesSent,
      bytesReceived: bytesReceived)
  }
}
