import Foundation
import GRDB
import PartnershipRecords
import Testing

@testable import ReplicaStore

@Suite("People and their passphrases")
struct PassphraseTests {
  // hashlib.scrypt(b"gr\xc3\xbcne Wiese", salt=bytes(range(16)), n=1<<17, r=8, p=1, dklen=32)
  // of Python 3.
  private static let stored =
    "scrypt$AAECAwQFBgcICQoLDA0ODw==$ogGDww89srktUffg7pDklB+vikFfHmyl8xtGTmX9Hc0="

  @Test("a passphrase matches its hash, another does not, and the hash does not hold it")
  func matches() throws {
    #expect(try Passphrase.hash("grüne Wiese", salt: [UInt8](0..<16)) == Self.stored)
    #expect(try Passphrase.matches("grüne Wiese", hash: Self.stored))
    #expect(try !Passphrase.matches("grune Wiese", hash: Self.stored))
  }

  @Test("the same passphrase with another salt has another hash")
  func salted() throws {
    let other = try Passphrase.hash("grüne Wiese", salt: [UInt8](1...16))
    #expect(other.split(separator: "$").last != Self.stored.split(separator: "$").last)
  }

  @Test(
    "a hash that is no hash matches nothing",
    arguments: ["", "scrypt", "scrypt$$", "scrypt$AAECAwQFBgcICQoLDA0ODw==$", "md5$AAEC$AAEC"])
  func malformed(hash: String) throws {
    #expect(try !Passphrase.matches("", hash: hash))
  }

  @Test("a person's role may change; the passphrase stays until another is given")
  func people() throws {
    let queue = try StoredReplica.emptyDatabase()
    let analyst = try #require(Actor(handle: "analyst-1", role: .analyst))
    let officer = try #require(Actor(handle: "analyst-1", role: .liaisonOfficer))
    try queue.write { db in
      try PeopleTable.save(analyst, passphraseHash: "one", now: .now, in: db)
      try PeopleTable.save(officer, passphraseHash: nil, now: .now, in: db)
      #expect(try PeopleTable.everybody(in: db) == [officer])
      #expect(try PeopleTable.passphraseHash("analyst-1", in: db) == "one")
      try PeopleTable.save(officer, passphraseHash: "two", now: .now, in: db)
      #expect(try PeopleTable.passphraseHash("analyst-1", in: db) == "two")
      #expect(try PeopleTable.person("analyst-2", in: db) == nil)
    }
  }
}
