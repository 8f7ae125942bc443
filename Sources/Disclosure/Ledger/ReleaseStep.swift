import PartnershipRecords

/// A step in a release's life, in order; the last one recorded is its status.
public enum ReleaseStep: String, Sendable, Hashable, Codable, CaseIterable {
  /// The noise was drawn and stored.
  case built
  /// Somebody looked at every cell beside its true count.
  case previewed
  /// The data liaison officer allowed it to leave.
  case approved
  /// It waits for the next exchange with the hub.
  case queued
  case sent
  /// The hub has confirmed it.
  case acknowledged
  /// It will not be sent. What it cost stays spent.
  case withdrawn

  /// Whether the stored bytes may leave the node.
  public var mayLeave: Bool {
    switch self {
    case .approved, .queued, .sent, .acknowledged: true
    case .built, .previewed, .withdrawn: false
    }
  }

  /// Whether it may be recorded when `status` was the last.
  func canFollow(_ status: ReleaseStep) -> Bool {
    switch self {
    case .built: false
    case .previewed: status == .built || status == .previewed
    case .approved: status == .previewed
    case .queued: status == .approved
    // Sent again when no confirmation came: the same bytes.
    case .sent: status == .queued || status == .sent
    case .acknowledged: status == .sent
    case .withdrawn:
      status == .built || status == .previewed || status == .approved || status == .queued
    }
  }

  /// The roles that may record it.
  var roles: [Role] {
    switch self {
    case .built: [.analyst]
    case .previewed, .withdrawn: [.analyst, .liaisonOfficer]
    case .approved: [.liaisonOfficer]
    case .queued, .sent, .acknowledged: [.liaisonOfficer, .nodeAdministrator]
    }
  }
}
