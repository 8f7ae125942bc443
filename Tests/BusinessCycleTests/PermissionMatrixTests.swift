import PartnershipRecords
import Testing

@testable import BusinessCycle

@Suite("Who may do what")
struct PermissionMatrixTests {
  /// The rights of the design's table, without limits, role by role in its own order; reading that
  /// other rights imply is left out.
  static let design: [(CycleObject, String)] = [
    (.collectionPlan, "D R R R CU CU U - U - - -"),
    (.strategicAssessment, "D R R R CU CU R R U R - R"),
    (.issueScores, "R CU R - C CU - - R - - -"),
    (.controlStrategy, "D R R R CU U R R R R - R"),
    (.deliveryPlan, "D RU R U CU R R - R R - R"),
    (.tacticalAssessment, "R R D R CU CU R - R - - -"),
    (.task, "R R RD U CU CU R - U - - R"),
    (.signal, "R R D U CU CU R R R - - -"),
    (.idea, "R C CD C CD UD C C C C - R"),
    (.eventRows, "- - - - R CR D - - - - -"),
    (.release, "R R R - R C D - - - R R"),
    (.agreement, "D D - - CU R CU - - R - R"),
    (.product, "R R R R U CU R R R - - -"),
    (.selfAssessment, "D U R R CU U U - U R - R"),
    (.lesson, "R C C C CD C C R C R - R"),
    (.meeting, "CD U CD R CU R R - R R - -"),
    (.administration, "- - - - - - - - - - CUD U"),
    (.audit, "R - - - R - R - - R R -"),
  ]
  static let designRoles: [Role] = [
    .strategyChair, .responsibleAuthority, .tacticalChair, .planOwner, .coordinator, .analyst,
    .liaisonOfficer, .scanner, .engagementOfficer, .scrutiny, .nodeAdministrator, .regionalOffice,
  ]
  static let letters: [Character: CycleAction] = [
    "C": .create, "R": .read, "U": .update, "D": .decide,
  ]

  private func actor(_ role: Role, _ handle: String = "person-1") throws -> Actor {
    try #require(Actor(handle: handle, role: role))
  }

  @Test("Every cell holds what was agreed", arguments: design)
  func cells(object: CycleObject, row: String) {
    for (role, cell) in zip(Self.designRoles, row.split(separator: " ")) {
      var wanted = Set(cell.compactMap { Self.letters[$0] })
      if !wanted.isEmpty, object != .eventRows { wanted.insert(.read) }
      #expect(PermissionMatrix.permission(role, object) == wanted, "\(role) \(object)")
    }
  }

  @Test("Every row has a cell for every role, and every letter is known")
  func wholeTable() {
    #expect(PermissionMatrix.rows.map(\.object) == CycleObject.allCases)
    #expect(Set(PermissionMatrix.columns) == Set(Role.allCases))
    for (object, cells) in PermissionMatrix.rows {
      let parts = cells.split(separator: "|", omittingEmptySubsequences: false)
      #expect(parts.count == PermissionMatrix.columns.count, "\(object)")
      for part in parts {
        #expect(Grant(cell: String(part), impliesReading: true) != nil, "\(object) \(part)")
      }
    }
    #expect(Grant(cell: "X", impliesReading: true) == nil)
  }

  @Test("The node's administrator has no right to content")
  func administrator() throws {
    let administrator = try actor(.nodeAdministrator)
    let content: [CycleObject] = [.eventRows, .task, .signal, .idea, .meeting, .lesson, .product]
    for object in content {
      for action in CycleAction.allCases {
        #expect(!PermissionMatrix.mayDo(administrator, action, object).isAllowed)
      }
    }
    #expect(!PermissionMatrix.mayDo(administrator, .decide, .release).isAllowed)
    #expect(
      PermissionMatrix.mayDo(administrator, .read, .release) == .allowed(only: "status"))
  }

  @Test("Only the liaison officer approves a release, and never one of their own building")
  func release() throws {
    #expect(PermissionMatrix.roles(that: .decide, .release) == [.liaisonOfficer])
    let officer = try actor(.liaisonOfficer, "officer-1")
    #expect(
      PermissionMatrix.mayDo(officer, .decide, .release, in: CycleContext(builder: "officer-1"))
        == .refused(.builderMayNotApprove))
    #expect(
      PermissionMatrix.mayDo(officer, .decide, .release, in: CycleContext(builder: "analyst-1"))
        .isAllowed)
    let refusal = PermissionMatrix.mayDo(
      try actor(.analyst, "analyst-1"), .decide, .release, in: CycleContext(builder: "analyst-1"))
    #expect(
      refusal == .refused(.roleMayNot(role: .analyst, action: .decide, object: .release)))
  }

  @Test("Only the hub's administrator signs packs; only its owner reports a plan's progress")
  func packsAndProgress() throws {
    #expect(PermissionMatrix.roles(that: .decide, .pack) == [.hubAdministrator])
    for role in Role.allCases {
      let answer = PermissionMatrix.mayReportProgress(
        try actor(role), in: CycleContext(isOwn: true))
      #expect(answer.isAllowed == (role == .planOwner), "\(role)")
    }
    #expect(
      PermissionMatrix.mayReportProgress(try actor(.planOwner), in: CycleContext())
        == .refused(.onlyOwnerReports))
  }

  @Test("Only the analyst reads crime records; the co-ordinator sees counts")
  func eventRows() throws {
    #expect(
      PermissionMatrix.roles(that: .read, .eventRows) == [.coordinator, .analyst])
    #expect(
      PermissionMatrix.mayDo(try actor(.coordinator), .read, .eventRows)
        == .allowed(only: "counts"))
  }

  @Test("Nobody edits an adopted document")
  func adopted() throws {
    for role in Role.allCases {
      for object in CycleObject.allCases where object.isDocument {
        let answer = PermissionMatrix.mayDo(
          try actor(role), .update, object, in: CycleContext(isOwn: true, isFinished: true))
        #expect(!answer.isAllowed, "\(role) \(object)")
      }
    }
  }

  @Test("Limits: own tasks, shared tasks, adopted assessments")
  func limits() throws {
    let member = try actor(.tacticalMember)
    #expect(PermissionMatrix.mayDo(member, .update, .task) == .refused(.notYourOwn(.task)))
    #expect(PermissionMatrix.mayDo(member, .update, .task, in: CycleContext(isOwn: true)).isAllowed)
    let region = try actor(.regionalOffice)
    #expect(PermissionMatrix.mayDo(region, .read, .task) == .refused(.notShared(.task)))
    #expect(
      PermissionMatrix.mayDo(region, .read, .task, in: CycleContext(isShared: true)).isAllowed)
    let scrutiny = try actor(.scrutiny)
    #expect(
      PermissionMatrix.mayDo(scrutiny, .read, .strategicAssessment)
        == .refused(.notYetFinished(.strategicAssessment)))
    #expect(
      PermissionMatrix.mayDo(
        scrutiny, .read, .strategicAssessment, in: CycleContext(isFinished: true)
      )
      .isAllowed)
  }

  @Test("A conflict on a task is decided by the tactical chair of the partnership it came from")
  func decider() throws {
    let chair = try actor(.tacticalChair)
    let origin = RecordOrigin.partnership("MIL")
    #expect(origin.decider(of: .task) == .tacticalChair)
    #expect(origin.decider(of: .controlStrategy) == .strategyChair)
    #expect(RecordOrigin.region.decider(of: .task) == .regionalOffice)
    try origin.checkDecider(of: .task, actor: chair, partnership: "MIL")
    #expect(throws: CycleError.notDecider(decider: .tacticalChair, partnership: "MIL")) {
      try origin.checkDecider(of: .task, actor: chair, partnership: "FEL")
    }
    #expect(throws: CycleError.notDecider(decider: .regionalOffice, partnership: "the region")) {
      try RecordOrigin.region.checkDecider(of: .task, actor: chair, partnership: "MIL")
    }
    try RecordOrigin.region.checkDecider(
      of: .task, actor: actor(.regionalOffice), partnership: nil)
    #expect(throws: CycleError.self) {
      try origin.checkDecider(of: .task, actor: actor(.analyst), partnership: "MIL")
    }
  }
}
