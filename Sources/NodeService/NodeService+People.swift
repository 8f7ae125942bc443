internal import NodeStore
internal import GRDB
public import BusinessCycle
internal import Foundation
public import PartnershipRecords
internal import ReplicaStore

extension NodeService {
  /// Adds a person, or gives one who is there another role or passphrase.
  ///
  /// - Parameters:
  ///   - handle: What enters logs; chosen by the partnership.
  ///   - role: What they do here; not a role of the hub's.
  ///   - passphrase: With which they sign in to the page; `nil`: not at all, or as before.
  /// - Throws: ``NodeServiceError/handleMalformed(_:)``.
  public func addPerson(_ handle: String, role: Role, passphrase: String?) throws {
    guard let actor = Actor(handle: handle, role: role), !role.isRegional else {
      throw NodeServiceError.handleMalformed(handle)
    }
    let hash = try passphrase.map { try Passphrase.hash($0, salt: randomBytes(16)) }
    try write { db, _ in
      try PeopleTable.save(actor, passphraseHash: hash, now: now(), in: db)
    }
  }

  /// Everybody who may act here, by handle.
  public func people() throws -> [Actor] {
    try database.pool.read { try PeopleTable.everybody(in: $0) }
  }

  /// The person with a handle.
  ///
  /// - Throws: ``NodeServiceError/personUnknown(_:)``.
  public func person(_ handle: String) throws -> Actor {
    guard let actor = try database.pool.read({ try PeopleTable.person(handle, in: $0) }) else {
      throw NodeServiceError.personUnknown(handle)
    }
    return actor
  }

  /// Whether a passphrase is a person's; takes as long for somebody who is not known.
  public func signIn(_ handle: String, passphrase: String) throws -> Actor? {
    try PeopleTable.signIn(
      handle, passphrase: passphrase, salt: randomBytes(16), in: database.pool)
  }

  /// Who does something at the command line: the one named, or the only one who may.
  ///
  /// - Parameters:
  ///   - handle: As given with `--as`; `nil` if nobody was named.
  ///   - action: What they want to do.
  ///   - object: With what.
  /// - Returns: A person whose role may, in some circumstances.
  /// - Throws: ``NodeServiceError``; `CycleError.roleMayNot`.
  public func actor(as handle: String?, to action: CycleAction, _ object: CycleObject) throws
    -> Actor
  {
    if let handle {
      let actor = try person(handle)
      try require(actor, action, object)
      return actor
    }
    let candidates = try people().filter {
      PermissionMatrix.permission($0.role, object).contains(action)
    }
    guard candidates.count == 1, let only = candidates.first else {
      throw NodeServiceError.personNotNamed(
        action: "\(action.rawValue) \(object.inWords)", candidates: candidates.map(\.handle))
    }
    return only
  }

  /// Refuses what a role may never do.
  func require(_ actor: Actor, _ action: CycleAction, _ object: CycleObject) throws {
    guard PermissionMatrix.permission(actor.role, object).contains(action) else {
      throw CycleError.roleMayNot(role: actor.role, action: action, object: object)
    }
  }
}
