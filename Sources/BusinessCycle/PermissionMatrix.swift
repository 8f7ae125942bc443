public import PartnershipRecords

/// Who may do what with which kind of record: the one place where this is written down.
public enum PermissionMatrix {
  /// The roles, in the order of the cells below.
  static let columns: [Role] = [
    .strategyChair, .responsibleAuthority, .cooperatingBody, .tacticalChair, .tacticalMember,
    .planOwner, .coordinator, .analyst, .liaisonOfficer, .scanner, .engagementOfficer, .scrutiny,
    .nodeAdministrator, .regionalOffice, .regionalAnalyst, .hubAdministrator,
  ]

  /// One row a kind of record, one cell a role: C create, R read, U update, D decide, - none.
  ///
  /// A word behind a colon limits the right; see `Grant.Limit`. Rights of the co-operating body, of
  /// the tactical member and of the region's analyst and administrator follow from the notes on
  /// their roles.
  static let rows: [(object: CycleObject, cells: String)] = [
    // CHAIR | RA | COOP | TCHAIR | TMEM | OWNER | COORD | ANALYST | DLO | SCAN | ENG | SCRUT
    // | NADMIN | RPO | RANALYST | HADMIN
    (.collectionPlan, "D|R|-|R|-|R|CU|CU|U:received|-|U:voice-rows|-|-|-|-|-"),
    (
      .strategicAssessment,
      "D|R|-|R|-|R|CU|CU|R|R:finished|U:section-e|R:finished|-|R:summary|R:summary|-"
    ),
    (.issueScores, "R|CU|-|R|-|-|C|CU|-|-|R|-|-|-|-|-"),
    (.controlStrategy, "D|R|-|R|-|R|CU|U|R|R:one-page|R|R|-|R:summary|R:summary|-"),
    (.deliveryPlan, "D|R U:pledge|R U:pledge|R|-|R U|CU|R|R|-|R|R:header|-|R:shared|R:shared|-"),
    (.tacticalAssessment, "R|R|-|D|R|R|CU|CU|R|-|R|-|-|-|-|-"),
    (.task, "R|R|R:shared|R D|R U:own|U|CU|CU|R|-|U:own|-|-|R:shared|R:shared|-"),
    (.signal, "R|R|-|D|R|U|CU|CU|R|R:sentence|R|-|-|-|-|-"),
    (.idea, "R|C|C|CD|C|C|CD|UD|C|C|C|C|-|R:shared|R:shared|-"),
    (.eventRows, "-|-|-|-|-|-|R:counts|CR|D|-|-|-|-|-|-|-"),
    (.release, "R|R|-|R|-|-|R|C|D|-|-|-|R:status|R:finished|R:finished|-"),
    (.agreement, "D|D|-|-|-|-|CU|R|CU|-|-|R|-|R:header|-|-"),
    (.product, "R|R|R:finished|R|R|R|U|CU|R|R:finished|R|-|-|-|CU|-"),
    (.selfAssessment, "D|U|-|R|-|R|CU|U|U:h3|-|U:h5|R:shared|-|R:shared|R:shared|-"),
    (.lesson, "R|C|C|C|C|C|CD|C|C|R|C|R|-|R:finished|R:finished|-"),
    (.meeting, "CD|U|R|CD:own|R|R|CU|R|R|-|R|R:finished|-|-|-|-"),
    (.administration, "-|-|-|-|-|-|-|-|-|-|-|-|CUD|U:enrolment|-|CUD"),
    (.audit, "R|-|-|-|-|-|R|-|R|-|-|R|R:verification|-|-|R:verification"),
    (.pack, "R|R|R|R|R|R|R|R|R|R|R|R|R|CU|R|D"),
  ]

  /// What a role may do with a kind of record, whatever its limits.
  public static func permission(_ role: Role, _ object: CycleObject) -> Set<CycleAction> {
    Set(grant(role, object)?.limits.keys.map { $0 } ?? [])
  }

  /// What a role may do with a kind of record, with the limits; `nil` is no right at all.
  public static func grant(_ role: Role, _ object: CycleObject) -> Grant? {
    grants[object]?[role]
  }

  /// The roles that may do something with a kind of record, in the order of `Role`.
  public static func roles(that action: CycleAction, _ object: CycleObject) -> [Role] {
    Role.allCases.filter { permission($0, object).contains(action) }
  }

  private static let grants: [CycleObject: [Role: Grant]] = {
    var grants: [CycleObject: [Role: Grant]] = [:]
    for (object, cells) in rows {
      for (role, cell) in zip(columns, cells.split(separator: "|")) {
        let grant = Grant(cell: String(cell), impliesReading: object != .eventRows)
        if let grant, !grant.limits.isEmpty { grants[object, default: [:]][role] = grant }
      }
    }
    return grants
  }()
}
