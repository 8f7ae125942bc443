public import PartnershipRecords

extension CrimeCategory {
  /// Whether its offences come to light by stop and search and patrol rather than by reports.
  public var isPoliceGenerated: Bool {
    switch self {
    case .drugs, .possessionOfWeapons, .publicOrder: true
    default: false
    }
  }
}
