internal import Foundation
internal import PartnershipRecords
internal import ReplicaStore

/// How this node's work comes to the hub and the hub's to it: over a line, or carried in bundles. What
/// a person is told to do follows from it.
public struct HubRoute: Sendable, Hashable {
  /// Whether bundles are how it last exchanged, or the only way it ever did.
  public let isCarried: Bool
  /// What the hub calls this partnership.
  let reference: String

  /// What to do so that something leaves.
  public var send: String {
    isCarried
      ? "Carry a bundle to the hub (iscan sync export) and its answer back (iscan sync import)."
      : "Run iscan sync run, or carry it: iscan sync export --help."
  }

  /// What to do so that something comes.
  public var fetch: String {
    isCarried
      ? "\(Self.handedOut(to: reference))."
      : "Run iscan sync run. Without a line: \(Self.handedOut(to: reference).lowercasedFirst)."
  }

  /// What to do so that everything comes back that is missing here: the hub is told what that is.
  public var refetch: String {
    let asked =
      "iscan sync export --request, have the hub's operator answer it (iscan sync export --answer), and "
      + "take the answer in with iscan sync import."
    return isCarried ? asked : "iscan sync run. Without a line: \(asked)"
  }

  /// What to do while the hub has not admitted this node's log.
  public var admission: String {
    let carried =
      "carry a bundle to the hub (iscan sync export) and its answer back (iscan sync import): the "
      + "next iscan sync export holds it."
    return isCarried
      ? carried.capitalizedFirst
      : "Run iscan sync run: the hub admits the log, and what waits is sent. Without a line: \(carried)"
  }

  /// With what something leaves that was just written.
  public var nextDeparture: String {
    isCarried
      ? "It leaves with the next bundle: iscan sync export."
      : "It leaves with the next iscan sync run, or in a bundle: iscan sync export."
  }

  static func handedOut(to reference: String) -> String {
    "Have the hub's operator run iscan sync export --to \(reference), and take that in with iscan sync "
      + "import"
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension NodeService {
  /// How this node exchanges with its hub, by what it did so far.
  public func route() throws -> HubRoute { try read { try route($0) } }

  func route(_ records: ScopeRecords) throws -> HubRoute {
    guard openLine() == nil else {
      return HubRoute(isCarried: false, reference: partnership.reference)
    }
    let isLastBundle = try records.sessions(limit: 1).first?.isBundle == true
    let isOnlyBundles = try records.lastContact() == nil && records.lastBundle() != nil
    return HubRoute(isCarried: isLastBundle || isOnlyBundles, reference: partnership.reference)
  }

  /// How what was lost here and sent before comes back, also where the database that says how this
  /// node exchanges is damaged.
  public func howItComesBack() -> String {
    let known = try? route()
    return (known ?? HubRoute(isCarried: false, reference: partnership.reference)).refetch
  }

  /// What to tell whoever has just written something shared: how it leaves, and what comes first.
  public func howItLeaves(_ task: String) throws -> String {
    let route = try route()
    let waiting = try waitingRecords().filter { $0.reference == task || $0.name == task }
    guard waiting.contains(where: \.isUnadmitted) else { return route.nextDeparture }
    return "It cannot leave before the hub has admitted this node's log. \(route.admission)"
  }
}
