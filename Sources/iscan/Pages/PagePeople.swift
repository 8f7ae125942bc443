import BusinessCycle
import HubService
import NodeService
import PartnershipRecords
import WebPages

/// Knows the people of a node.
struct NodeSignIn: SignIn {
  let node: NodeService

  func signIn(handle: String, passphrase: String) async throws -> SignedInPerson? {
    try node.signIn(handle, passphrase: passphrase).map { SignedInPerson($0) }
  }

  func people() async throws -> [SignedInPerson] {
    try node.people().map { SignedInPerson($0) }
  }
}

/// Knows the people of a hub.
struct HubSignIn: SignIn {
  let hub: HubService

  func signIn(handle: String, passphrase: String) async throws -> SignedInPerson? {
    try hub.signIn(handle, passphrase: passphrase).map { SignedInPerson($0) }
  }

  func people() async throws -> [SignedInPerson] {
    try hub.people().map { SignedInPerson($0) }
  }
}

extension SignedInPerson {
  init(_ actor: Actor) { self.init(handle: actor.handle, role: actor.role) }

  /// The person as the rules know them.
  ///
  /// - Throws: `PageRefusal.notAllowed` for a handle that nobody can have.
  func actor() throws -> Actor {
    guard let actor = Actor(handle: handle, role: role) else {
      throw PageRefusal.notAllowed(action: "see this page", allowed: "somebody with a handle")
    }
    return actor
  }

  /// The person as the rules know them, if they may do more than look.
  ///
  /// - Parameter action: What they want to do, such as "create a task".
  /// - Returns: The person.
  /// - Throws: `PageRefusal.notAllowed` for a visitor.
  func actor(to action: String) throws -> Actor {
    guard !isVisitor else {
      throw PageRefusal.notAllowed(action: action, allowed: "somebody who is signed in")
    }
    return try actor()
  }

  /// Refuses what the role does not allow in any circumstances.
  ///
  /// - Throws: `PageRefusal.notAllowed`, with the roles that may.
  func require(
    _ action: CycleAction, _ object: CycleObject, to words: String
  ) throws {
    guard !PermissionMatrix.permission(role, object).contains(action) else { return }
    let roles = PermissionMatrix.roles(that: action, object)
      .filter { $0.isRegional == role.isRegional }.map(\.rawValue)
    throw PageRefusal.notAllowed(action: words, allowed: roles.joined(separator: ", "))
  }

  /// Refuses a role without any right to a kind of record.
  func requireAny(_ object: CycleObject, to words: String) throws {
    guard PermissionMatrix.permission(role, object).isEmpty else { return }
    let roles = Role.allCases.filter {
      $0.isRegional == role.isRegional && !PermissionMatrix.permission($0, object).isEmpty
    }
    throw PageRefusal.notAllowed(
      action: words, allowed: roles.map(\.rawValue).joined(separator: ", "))
  }
}
