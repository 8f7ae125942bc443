internal import PartnershipRecords

/// What the pages show to whom. The services decide; this only hides what they would refuse.
enum PagePermissions {
  /// Whether somebody may open a part of the site.
  static func isOpen(_ area: PageArea, to person: SignedInPerson) -> Bool {
    readers(of: area).contains(person.role)
  }

  /// The roles that may open a part of the site, in the order of ``Role``.
  static func readers(of area: PageArea) -> [Role] {
    switch area {
    case .home: local
    case .scan: local.filter { $0 != .nodeAdministrator }
    case .tasks, .conflicts:
      local.filter { ![.scanner, .scrutiny, .nodeAdministrator].contains($0) }
        + [.regionalOffice, .regionalAnalyst]
    case .releases:
      [
        .strategyChair, .responsibleAuthority, .tacticalChair, .coordinator, .analyst,
        .liaisonOfficer,
      ]
    case .imports: [.coordinator, .analyst, .liaisonOfficer]
    case .sync: local.filter { ![.scanner, .scrutiny].contains($0) }
    case .picture: [.regionalOffice, .regionalAnalyst]
    case .members: [.regionalOffice, .regionalAnalyst, .hubAdministrator]
    case .refusals: [.regionalOffice, .hubAdministrator]
    }
  }

  /// True counts beside what leaves are for those who build and those who approve.
  static func mayPreview(_ person: SignedInPerson) -> Bool {
    [.analyst, .liaisonOfficer].contains(person.role)
  }

  /// Only the liaison officer approves, and never what he or she built.
  static func mayApprove(_ release: ReleaseSummary, _ person: SignedInPerson) -> Bool {
    person.role == .liaisonOfficer && !person.isVisitor && person.handle != release.builtBy
      && release.stage == .awaitingApproval
  }

  /// Those who synchronise, decide or keep the machine; not a councillor who looks at the figures.
  static func seesAlerts(_ person: SignedInPerson) -> Bool {
    isOpen(person.role.isRegional ? .members : .sync, to: person)
  }

  static func mayCreateTask(_ person: SignedInPerson) -> Bool {
    [.coordinator, .analyst].contains(person.role) && !person.isVisitor
  }

  static func mayDecide(_ conflict: ConflictDetail, _ person: SignedInPerson) -> Bool {
    [.strategyChair, .tacticalChair].contains(person.role) && !person.isVisitor
      && conflict.mayDecide
  }

  private static let local = Role.allCases.filter { !$0.isRegional }
}

extension Role {
  /// The role in a sentence, such as "liaison officer".
  var inWords: String {
    switch self {
    case .liaisonOfficer: "liaison officer for data"
    case .scanner: "reader of scans"
    default: rawValue.split(separator: "-").joined(separator: " ")
    }
  }
}
