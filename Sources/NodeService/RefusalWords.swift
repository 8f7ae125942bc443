internal import Foundation
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport

/// Refusals that no session protocol has a code for, as they are kept in the list of exchanges: what
/// answered was not the hub that this node belongs to, or the hub said precisely why it admits no log.
enum NotedRefusal: String, CaseIterable {
  case hubNotOfRegion = "hub-not-of-region"
  case hubCertificateExpired = "hub-certificate-expired"
  case hubNameOther = "hub-name-other"
  case logsFull = "scope-writers-too-many"
  case logsTooOften = "admission-too-often"

  /// Whether this machine refused, and not the hub.
  private var isOwn: Bool {
    switch self {
    case .hubNotOfRegion, .hubCertificateExpired, .hubNameOther: true
    case .logsFull, .logsTooOften: false
    }
  }

  /// What a person must do before the next exchange can succeed.
  var remedy: String {
    switch self {
    case .hubNotOfRegion:
      "Do not go on. Check the hub's address, then telephone the hub's operator."
    case .hubCertificateExpired: "Check this machine's clock, then tell the hub's operator."
    case .hubNameOther:
      "Compare the hub's name with the one in the invitation, and telephone the hub's operator."
    case .logsFull: NodeServiceError.groupLogsFull("").remedy
    case .logsTooOften: NodeServiceError.logsAdmittedTooOften("", until: .distantPast).remedy
    }
  }

  /// A session that ended so, as it is kept.
  func noted(_ session: SessionRecord, _ failure: any RemediedError) -> SessionRecord {
    SessionRecord(
      peer: session.peer, endedAt: session.endedAt, outcome: isOwn ? "refused" : "refused-by-peer",
      code: rawValue, detail: failure.detail, commitsSent: session.commitsSent,
      commitsReceived: session.commitsReceived, bytesSent: session.bytesSent,
      bytesReceived: session.bytesReceived)
  }
}

extension SessionRecord {
  /// How an exchange that failed is kept: as a refusal if it was one.
  func noting(_ failure: any RemediedError) -> SessionRecord {
    NotedRefusal(rawValue: failure.code)?.noted(self, failure) ?? self
  }

  /// Why it was refused, where that has a code of its own. Earlier releases noted a hub that was not
  /// the right one as a line that broke.
  var notedRefusal: NotedRefusal? {
    outcome == "finished" || isBundle ? nil : code.flatMap(NotedRefusal.init(rawValue:))
  }

  /// What to do about a refusal, as far as that is known; `nil` also if it was none.
  var refusalRemedy: String? {
    notedRefusal?.remedy ?? turnedAway?.remedy
      ?? (isRefused ? code.flatMap(CloseCode.init(recorded:))?.remedy : nil)
  }

  /// What it asks of a person at this node; `nil` if nothing, or if it passes by itself.
  var attention: Attention? {
    guard let refusal = notedRefusal else { return Attention(self, with: "the hub") }
    return Attention(
      .refused, subject: "the hub",
      words: "The last exchange with the hub was refused: \(detail ?? refusal.rawValue)",
      remedy: refusal.remedy)
  }
}
