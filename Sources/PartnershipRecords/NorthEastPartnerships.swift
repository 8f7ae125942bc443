/// A territorial police force, as data.police.uk names it.
public struct PoliceForce: Hashable, Sendable, Codable {
  /// The short name in the names of files, such as `northumbria`.
  public let slug: String
  /// The words in the files' columns "Reported by" and "Falls within", such as
  /// "Northumbria Police".
  public let name: String

  /// Names a force.
  public init(slug: String, name: String) {
    self.slug = slug
    self.name = name
  }
}

/// A partnership and the force whose files describe it.
public struct PolicedPartnership: Hashable, Sendable, Codable {
  public let partnership: Partnership
  public let force: PoliceForce

  /// Joins a partnership to its force.
  public init(partnership: Partnership, force: PoliceForce) {
    self.partnership = partnership
    self.force = force
  }
}

/// The twelve community safety partnerships of North East England, each one district.
///
/// - Source: Office for National Statistics, district to community safety partnership to police
///   force area, April 2024.
public enum NorthEastPartnerships {
  public static let cleveland = PoliceForce(slug: "cleveland", name: "Cleveland Police")
  public static let durham = PoliceForce(slug: "durham", name: "Durham Constabulary")
  public static let northumbria = PoliceForce(slug: "northumbria", name: "Northumbria Police")

  /// All twelve, in order of district code.
  public static let all: [PolicedPartnership] = [
    known("E06000001", "Hartlepool", "HPL", cleveland),
    known("E06000002", "Middlesbrough", "MBR", cleveland),
    known("E06000003", "Redcar and Cleveland", "RDC", cleveland),
    known("E06000004", "Stockton-on-Tees", "STK", cleveland),
    known("E06000005", "Darlington", "DRL", durham),
    known("E06000047", "County Durham", "DUR", durham),
    known("E06000057", "Northumberland", "NBL", northumbria),
    known("E08000021", "Newcastle upon Tyne", "NEW", northumbria),
    known("E08000022", "North Tyneside", "NTY", northumbria),
    known("E08000023", "South Tyneside", "STY", northumbria),
    known("E08000024", "Sunderland", "SUN", northumbria),
    known("E08000037", "Gateshead", "GAT", northumbria),
  ].compactMap { $0 }

  /// The partnership of a district, or with a reference such as `GAT`; `nil` if there is none.
  public static func named(_ codeOrReference: String) -> PolicedPartnership? {
    all.first {
      $0.partnership.reference == codeOrReference
        || $0.partnership.districts.contains { $0.description == codeOrReference }
    }
  }

  /// One line of the list above; a test counts the list, so a slip of the pen does not go unseen.
  private static func known(
    _ district: String, _ name: String, _ reference: String, _ force: PoliceForce
  ) -> PolicedPartnership? {
    guard let code = AreaCode(district),
      let partnership = Partnership(name: name, reference: reference, districts: [code])
    else { return nil }
    return PolicedPartnership(partnership: partnership, force: force)
  }
}
