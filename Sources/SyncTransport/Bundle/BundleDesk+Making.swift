internal import Foundation
internal import SignedLogs
public import SyncProtocol

/// What a bundle begins with.
public enum BundleBase: Sendable {
  /// Everything, from the beginning.
  case nothing
  /// What its recipients are not known to hold.
  case acknowledged
  /// What the node that asked does not hold.
  case request(BundleRequest)
}

/// A bundle that was made.
public struct BundleMade: Sendable, Codable, Hashable {
  public let file: String
  public let purpose: BundlePurpose
  public let recipients: [String]
  public let scopes: [String]
  public let commits: Int
  public let controlRecords: Int
  public let bytes: Int
  /// Scopes that not all of the recipients may have.
  public let scopesLeftOut: [String]
  /// What its maker may think is in it and is not, and why, in sentences.
  public var notIncluded: [String] = []
}

extension BundleDesk {
  /// Makes a bundle file.
  ///
  /// - Parameters:
  ///   - purpose: What for.
  ///   - references: Whom for, such as `HUB` or `GAT`.
  ///   - base: What it begins with.
  ///   - path: Where; nothing may be there yet.
  ///   - createdAt: Milliseconds since 1970.
  ///   - randomness: 48 random bytes, never used before.
  /// - Returns: What is in it.
  /// - Throws: `TransportError` with code `bundle-recipient-unknown`, `bundle-hub-not-known-yet`,
  ///   `bundle-recipient-without-key`, `bundle-nothing-shared`, `bundle-file-unusable` or
  ///   `bundle-too-large`; what the store throws.
  public func make(
    _ purpose: BundlePurpose, for references: [String], from base: BundleBase, at path: String,
    createdAt: UInt64, randomness: [UInt8]
  ) async throws -> BundleMade {
    let standings = try standings()
    let recipients = try recipients(references, base, standings)
    let plans = try plans(for: recipients.map(\.node), from: base, standings)
    guard !plans.isEmpty else { throw TransportError.bundleNothingShared(references) }
    let writer = BundleWriter(
      BundleSetup(
        purpose: purpose, identity: identity, bundleKey: key.publicKey,
        recipients: recipients.map(\.node), createdAt: createdAt, software: software,
        givesReceipts: givesReceipts),
      plans: plans)
    let (written, byteCount) = try await writeBundle(
      writer, to: path, recipients: recipients.compactMap(\.bundleKey), identity: identity,
      randomness: randomness, keeper: keeper(node))
    let directory = Directory(standings, hub: hub)
    let included = Set(plans.map(\.standing.control.scope))
    return BundleMade(
      file: path, purpose: purpose, recipients: recipients.map { directory.name($0.node) },
      scopes: plans.map { directory.name($0.standing.control.scope) },
      commits: written.commitCount, controlRecords: written.controlCount, bytes: byteCount,
      scopesLeftOut: shared(with: recipients.map(\.node), standings, by: .any)
        .filter { !included.contains($0.control.scope) }.map(\.control.genesis.name))
  }

  private func recipients(
    _ references: [String], _ base: BundleBase, _ standings: [ScopeStanding]
  ) throws -> [NodeDescription] {
    var found: [NodeDescription] = []
    if case .request(let request) = base, references.isEmpty {
      found += standings.compactMap { $0.control.nodes[request.node]?.description }.prefix(1)
    }
    for reference in references {
      let isHub = reference == Self.hubReference && hub != nil
      let known = standings.flatMap {
        $0.control.nodes.values.sorted { $0.description.node < $1.description.node }
      }.filter { isHub ? $0.description.node == hub : $0.description.node != node }
      // Of two nodes with one reference the one counts that was not revoked.
      let described =
        known.first { $0.description.reference == reference && !$0.isRevoked }
        ?? known.first { $0.description.reference == reference }
      guard let node = described?.description else {
        throw isHub
          ? TransportError.bundleHubNotKnownYet() : .bundleRecipientUnknown(reference)
      }
      if !found.contains(where: { $0.node == node.node }) { found.append(node) }
    }
    for node in found where node.bundleKey == nil {
      throw TransportError.bundleRecipientWithoutKey(node.reference)
    }
    guard !found.isEmpty else { throw TransportError.bundleRecipientUnknown("nobody") }
    return found
  }

  private enum Shared { case all, any }

  private func shared(with recipients: [NodeID], _ standings: [ScopeStanding], by rule: Shared)
    -> [ScopeStanding]
  {
    standings.filter { standing in
      let members = recipients.filter { standing.control.isMember($0) }
      return rule == .all ? members.count == recipients.count : !members.isEmpty
    }
  }

  private func plans(
    for recipients: [NodeID], from base: BundleBase, _ standings: [ScopeStanding]
  ) throws -> [BundlePlan] {
    var plans = try shared(with: recipients, standings, by: .all).map { standing in
      try plan(standing, for: recipients, from: base)
    }
    // Whose membership has ended may learn that it has, and nothing of what came later.
    if let only = recipients.first, recipients.count == 1 {
      plans += try standings.filter { $0.control.hasLeft(only) }.compactMap { standing in
        guard let control = try ended(only, standing.control.scope) else { return nil }
        var ended = standing
        ended.control = control
        ended.positions = [:]
        ended.access = .controlOnly
        ended.unadmitted = nil
        return BundlePlan(standing: ended)
      }
    }
    return plans
  }

  private func plan(
    _ standing: ScopeStanding, for recipients: [NodeID], from base: BundleBase
  ) throws -> BundlePlan {
    let scope = standing.control.scope
    var standing = standing
    // What waits for the hub above is asked of nobody else, and nobody else waits for a word that
    // something was erased.
    if !recipients.contains(where: { $0 == hub }) {
      (standing.passingOn, standing.erased, standing.erasedAndTold) = ([], [], [])
    }
    switch base {
    case .nothing: return BundlePlan(standing: standing)
    case .request(let request):
      guard let stands = request.stands[scope] else { return BundlePlan(standing: standing) }
      return BundlePlan(
        standing: standing, controlBase: stands.controlSequence, base: stands.positions)
    case .acknowledged:
      let held = try recipients.map { try acknowledged($0, scope) }
      let everywhere = (held.first ?? [:]).keys.sorted().compactMap { logIndex -> StatedPosition? in
        let counter = held.map { $0[logIndex] ?? 0 }.min() ?? 0
        return counter == 0
          ? nil : StatedPosition(logIndex: logIndex, counter: counter, hashPrefix: [])
      }
      return BundlePlan(standing: standing, base: everywhere)
    }
  }
}

extension TransportError {
  static func bundleRecipientUnknown(_ reference: String) -> Self {
    Self(
      "bundle-recipient-unknown", "No member \(reference) is known here.",
      remedy: "Name members as iscan sync status lists them; the hub is HUB.")
  }

  static func bundleHubNotKnownYet() -> Self {
    Self(
      "bundle-hub-not-known-yet",
      "Nothing of the hub has come to this machine yet, so no bundle can be sealed to it.",
      remedy:
        "Begin with the hub's first bundle: its operator runs iscan sync export --to and this machine's"
        + " reference; take that in with iscan sync import, then export.")
  }

  static func bundleRecipientWithoutKey(_ reference: String) -> Self {
    Self(
      "bundle-recipient-without-key", "\(reference) has made no bundle key known yet.",
      remedy:
        "Have \(reference) export a bundle, or synchronise with the hub, once with this version.")
  }

  static func bundleNothingShared(_ references: [String]) -> Self {
    Self(
      "bundle-nothing-shared",
      "There is no scope of which \(references.joined(separator: " and ")) may all have everything.",
      remedy: "Make one bundle for each.")
  }
}
