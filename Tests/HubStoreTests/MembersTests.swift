import Foundation
import GRDB
import PartnershipRecords
import Testing

@testable import HubStore

@Suite("Members of a region")
struct MembersTests {
  let database: HubDatabase
  let now = Date(timeIntervalSince1970: 1_700_000_000)

  init() throws {
    database = try HubDatabase(DatabaseQueue())
  }

  private func partnership(
    _ name: String, _ reference: String, district: String
  ) throws -> Partnership {
    let code = try #require(AreaCode(district))
    return try #require(Partnership(name: name, reference: reference, districts: [code]))
  }

  private func hartlepool() throws -> Member {
    let partnership = try partnership("Hartlepool", "HPL", district: "E06000001")
    return Member(
      nodeID: Data(repeating: 1, count: 32), partnership: partnership,
      identityKey: Data(repeating: 2, count: 32), transportKeyHash: Data(repeating: 3, count: 32),
      certificateExpires: now + 3600, enrolledAt: now)
  }

  @Test("a member is found again by its TLS key and by its reference")
  func found() throws {
    let member = try hartlepool()
    try database.writer.write { try HubDatabase.insert(member, in: $0) }
    try database.writer.read { db in
      let byKey = try HubDatabase.member(transportKeyHash: member.transportKeyHash, in: db)
      #expect(byKey == member)
      let byReference = try HubDatabase.member(reference: "HPL", in: db)
      #expect(byReference == member)
      let nobody = try HubDatabase.member(reference: "MBR", in: db)
      #expect(nobody == nil)
    }
  }

  @Test("a second member with the same TLS key is refused")
  func sameKey() throws {
    var other = try hartlepool()
    try database.writer.write { [other] in try HubDatabase.insert(other, in: $0) }
    other.nodeID = Data(repeating: 9, count: 32)
    other.partnership = try partnership("Middlesbrough", "MBR", district: "E06000002")
    #expect(throws: DatabaseError.self) {
      try database.writer.write { [other] in
        try HubDatabase.insert(other, in: $0)
      }
    }
  }

  @Test("a revoked member keeps its first date and reason")
  func revokedOnce() throws {
    let member = try hartlepool()
    try database.writer.write { db in
      try HubDatabase.insert(member, in: db)
      try HubDatabase.revoke(member.nodeID, reason: "Laptop stolen", at: now, in: db)
      try HubDatabase.revoke(member.nodeID, reason: "Again", at: now + 60, in: db)
    }
    let found = try database.writer.read { try HubDatabase.member(reference: "HPL", in: $0) }
    #expect(found?.revocation == .init(at: now, reason: "Laptop stolen"))
  }

  @Test("an invitation can be used once, and not after it has expired")
  func invitation() throws {
    let partnership = try hartlepool().partnership
    let code = Data(repeating: 7, count: 16)
    try database.writer.write { db in
      try HubDatabase.insert(
        InvitationRecord(
          code: code, partnership: partnership, expiresAt: now + 60, content: Data([1, 2])),
        in: db)
      let afterExpiry = try HubDatabase.invitations(goodAt: now + 61, in: db)
      #expect(afterExpiry.isEmpty)
      let isUnused = try HubDatabase.isUnused(invitation: code, in: db)
      #expect(isUnused)
      let first = try HubDatabase.use(invitation: code, at: now, in: db)
      let second = try HubDatabase.use(invitation: code, at: now, in: db)
      #expect(first && !second)
      let isStillUnused = try HubDatabase.isUnused(invitation: code, in: db)
      #expect(!isStillUnused)
      // Its request may still be answered again.
      let good = try HubDatabase.invitations(goodAt: now, in: db)
      #expect(good.map(\.usedAt) == [now])
    }
  }

  @Test("the log of refusals keeps the newest and is bounded")
  func refusals() throws {
    try database.writer.write { db in
      for number in 0..<(HubDatabase.refusalsMax + 5) {
        try HubDatabase.insert(
          RefusalRecord(
            refusedAt: now, code: "tls-revoked", detail: "\(number)", remoteAddress: "127.0.0.1",
            nodeID: nil), in: db)
      }
      let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM refusal")
      #expect(count == HubDatabase.refusalsMax)
      let newest = try HubDatabase.refusals(limit: 1, in: db).first
      #expect(newest?.detail == "\(HubDatabase.refusalsMax + 4)")
      // Those of another code stay.
      for number in 0..<(HubDatabase.refusalsMax + 5) {
        try HubDatabase.insert(
          RefusalRecord(
            refusedAt: now, code: "sync-admission-refused", detail: "\(number)",
            remoteAddress: "127.0.0.1", nodeID: nil), in: db)
      }
      #expect(
        try Int.fetchOne(db, sql: "SELECT count(*) FROM refusal WHERE code = 'tls-revoked'")
          == HubDatabase.refusalsMax)
    }
  }
}
