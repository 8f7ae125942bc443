internal import GRDB
internal import Foundation
internal import HubStore
public import PartnershipRecords
internal import ReplicaStore

extension HubService {
  /// Adds a person, or gives one who is there another role or passphrase.
  ///
  /// - Parameters:
  ///   - handle: Chosen by the regional office.
  ///   - role: One of the hub's.
  ///   - passphrase: With which they sign in to the page; `nil`: not at all, or as before.
  /// - Throws: ``HubServiceError/handleMalformed(_:)``.
  public func addPerson(_ handle: String, role: Role, passphrase: String?) throws {
    guard let actor = Actor(handle: handle, role: role), role.isRegional else {
      throw HubServiceError.handleMalformed(handle)
    }
    let hash = try passphrase.map { try Passphrase.hash($0, salt: randomBytes(16)) }
    try database.writer.write { db in
      try PeopleTable.save(actor, passphraseHash: hash, now: now(), in: db)
    }
  }

  /// Everybody who may act here, by handle.
  public func people() throws -> [Actor] {
    try database.writer.read { try PeopleTable.everybody(in: $0) }
  }

  /// Whether a passphrase is a person's; takes as long for somebody who is not known.
  public func signIn(_ handle: String, passphrase: String) throws -> Actor? {
    try PeopleTable.signIn(
      handle, passphrase: passphrase, salt: randomBytes(16), in: database.writer)
  }
}
