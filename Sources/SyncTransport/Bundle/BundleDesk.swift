internal import Foundation
internal import ProtocolMessages
public import SignedLogs
public import SyncProtocol

/// Where bundles are made, looked at and taken in: the same at a node and at the hub, which differ in
/// the store behind it only.
public struct BundleDesk: Sendable {
  let identity: IdentityKey
  let key: BundleKey
  let hub: NodeID?
  let givesReceipts: Bool
  let isEnrolled: @Sendable (NodeID) -> Bool
  let software: String
  let keeper: @Sendable (NodeID) -> any SessionKeeper
  /// Where this replica stands in its scopes; asked anew after a bundle was taken in.
  let standings: @Sendable () throws -> [ScopeStanding]
  /// How far each log of a scope is known to be held by a node.
  let acknowledged: @Sendable (NodeID, ScopeID) throws -> [UInt32: UInt64]
  /// A scope's control log up to the record that ended a node's membership; `nil` if none did.
  let ended: @Sendable (NodeID, ScopeID) throws -> ControlState?
  /// Whom a bundle is for that was made here, by its name; `nil` of any other.
  let madeFor: @Sendable ([UInt8]) throws -> [String]?
  /// Which of some scopes this hub has signed more in than it holds.
  let lost: @Sendable ([ScopeID]) throws -> Set<ScopeID>

  /// - Parameters:
  ///   - identity: This machine's long-lived key.
  ///   - key: This machine's bundle key.
  ///   - hub: The hub that this machine belongs to; `nil` at a hub that has none above it.
  ///   - givesReceipts: Whether this machine signs for what it holds, as a hub does.
  ///   - isEnrolled: Whether a node is enrolled here, and not revoked.
  ///   - software: The release that runs here.
  ///   - keeper: The store and the people behind it, as it deals with a bundle's creator.
  ///   - standings: Where this replica stands in every scope that it is in.
  ///   - acknowledged: How far each log of a scope is known to be held by a node.
  ///   - ended: A scope's control log up to the record that ended a node's membership; `nil` if none
  ///     did.
  ///   - madeFor: Whom a bundle is for that was made here, by its name; `nil` of any other.
  ///   - lost: Which of some scopes this hub has signed more in than it holds: anybody may give that back.
  public init(
    identity: IdentityKey, key: BundleKey, hub: NodeID?, givesReceipts: Bool,
    isEnrolled: @escaping @Sendable (NodeID) -> Bool, software: String,
    keeper: @escaping @Sendable (_ creator: NodeID) -> any SessionKeeper,
    standings: @escaping @Sendable () throws -> [ScopeStanding],
    acknowledged: @escaping @Sendable (NodeID, ScopeID) throws -> [UInt32: UInt64],
    ended: @escaping @Sendable (NodeID, ScopeID) throws -> ControlState?,
    madeFor: @escaping @Sendable ([UInt8]) throws -> [String]?,
    lost: @escaping @Sendable ([ScopeID]) throws -> Set<ScopeID> = { _ in [] }
  ) {
    self.identity = identity
    self.key = key
    self.hub = hub
    self.givesReceipts = givesReceipts
    self.isEnrolled = isEnrolled
    self.software = software
    self.keeper = keeper
    self.standings = standings
    self.acknowledged = acknowledged
    self.ended = ended
    self.madeFor = madeFor
    self.lost = lost
  }

  /// What the hub that a machine belongs to is called.
  public static let hubReference = "HUB"

  var node: NodeID { NodeID(identityKey: identity.publicKey) }

  // MARK: Looking

  /// Says what a bundle is, having read and checked all of it; takes nothing in.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - confirming: How many changes of this machine a word of the hub confirms that none did before.
  /// - Returns: From whom, for whom, when, what is in it, what it would do, what would be missing here,
  ///   and whether anything of it would be taken in at all.
  /// - Throws: `TransportError` with a code that begins with `bundle-`; `BundleFault`.
  public func inspect(
    _ path: String, confirming: (ReceiptRecord) throws -> Int = { _ in 0 }
  ) throws -> BundleInspection {
    var outlook = BundleOutlook(at: node, try standings())
    let bundle = try verify(BundleFile(path: path, key: key)) { outlook.take($0) }
    let reading = try reading(of: bundle.manifest)
    let directory = Directory(reading.standings, hub: hub)
    let passedOver: [ScopeID]
    do throws(BundleFault) {
      let reader = try BundleReader(bundle.manifest, reading: reading)
      passedOver = reader.summary.scopesPassedOver
    } catch {
      return BundleInspection(bundle, at: node, directory, nil, refusal: error)
    }
    let receipts = outlook.receipts.filter {
      bundle.manifest.creator == hub && $0.isSigned(by: bundle.manifest.creatorIdentityKey)
    }
    return BundleInspection(
      bundle, at: node, directory, outlook,
      confirms: try receipts.reduce(0) { try $0 + confirming($1) }, passedOver: passedOver)
  }

  /// Where the creator of a bundle stands: an answer begins there.
  ///
  /// - Parameter path: The file; a request, as a rule.
  /// - Returns: The creator, and its standing by scope.
  /// - Throws: As ``inspect(_:)``.
  public func request(_ path: String) throws -> BundleRequest {
    let bundle = try BundleFile(path: path, key: key).verify()
    // Who may have an answer is who would be listened to.
    _ = try BundleReader(bundle.manifest, reading: try reading(of: bundle.manifest))
    return BundleRequest(node: bundle.manifest.creator, stands: bundle.creatorStands)
  }

  /// Reads and checks all of a file. Its maker cannot open it again, and is told whom it is for.
  private func verify(
    _ file: BundleFile, frame: (Iscan_Sync_V1_Frame) -> Void = { _ in }
  ) throws -> VerifiedBundle {
    do {
      return try file.verify(frame: frame)
    } catch let fault as TransportError where fault.code == TransportError.bundleForOthers().code {
      guard let name = BundleFile.name(at: file.path), let recipients = try madeFor(name) else {
        throw fault
      }
      throw TransportError.bundleOfThisMachine(for: recipients)
    }
  }

  func reading(of manifest: BundleManifest) throws -> BundleReading {
    BundleReading(
      node: node, hub: hub, knowsCreator: isEnrolled(manifest.creator),
      standings: try standings(), lost: try lost(manifest.scopes.map(\.scope)))
  }

  // MARK: Taking in

  /// Takes a bundle in. What is here already is passed over.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - progress: Given the share of the file that was read, from 0 to 1, in each reading.
  /// - Returns: What was new, what is missing, and where the maker stands.
  /// - Throws: `TransportError` with a code that begins with `bundle-`; `BundleFault`; what the
  ///   store throws. What was taken in before stays, and the import can be made again.
  public func takeIn(
    _ path: String, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) async throws -> BundleTakenIn {
    let file = BundleFile(path: path, key: key)
    let bundle = try verify(file)
    let size = Double(max(1, bundle.byteCount))
    let start = try BundleReader(bundle.manifest, reading: try reading(of: bundle.manifest))
    let creator = bundle.manifest.creator
    do {
      let reader = try await file.takeIn(start, keeper: keeper(creator)) { bytes, _ in
        progress(min(1, Double(bytes) / size))
      }
      return BundleTakenIn(
        report: BundleReport(
          reader, bundle, Directory(try standings(), hub: hub), isAuthority: givesReceipts),
        manifest: bundle.manifest, stands: bundle.creatorStands)
    } catch SyncError.refused(.revoked, _) {
      // It was revoked since the import began.
      throw BundleFault.creatorRevoked(creator)
    }
  }
}

/// What came of taking a bundle in, with what it says of its maker.
public struct BundleTakenIn: Sendable {
  public let report: BundleReport
  public let manifest: BundleManifest
  /// Where its maker stands.
  public let stands: [ScopeID: CreatorStanding]
}

/// Who asks, and from where an answer goes on.
public struct BundleRequest: Sendable {
  public let node: NodeID
  public let stands: [ScopeID: CreatorStanding]
}

/// The names of nodes and scopes, as the control logs have them.
struct Directory {
  private let standings: [ScopeID: ScopeStanding]
  private let hub: NodeID?

  init(_ standings: [ScopeStanding], hub: NodeID?) {
    self.standings = Dictionary(
      standings.map { ($0.control.scope, $0) }, uniquingKeysWith: { first, _ in first })
    self.hub = hub
  }

  func standing(_ scope: ScopeID) -> ScopeStanding? { standings[scope] }

  /// Such as `GAT`. The hub that this machine belongs to is HUB, whatever the hub above calls it.
  func name(_ node: NodeID) -> String {
    guard node != hub else { return BundleDesk.hubReference }
    let known = standings.sorted { $0.key < $1.key }
      .lazy.compactMap { $0.value.control.nodes[node]?.description }.first
    return known?.reference ?? "node \(node.hex.prefix(16))"
  }

  func name(_ scope: ScopeID) -> String {
    standings[scope]?.control.genesis.name ?? "scope \(scope.hex.prefix(16))"
  }

  /// Whether a bundle's maker was a member, and is one of none of its scopes any more.
  func hasLeft(_ manifest: BundleManifest) -> Bool {
    let controls = manifest.scopes.compactMap { standings[$0.scope]?.control }
    return controls.contains { $0.hasLeft(manifest.creator) }
      && !controls.contains { $0.isMember(manifest.creator) }
  }

  func author(of logIndex: UInt32, in scope: ScopeID) -> String {
    standings[scope]?.control.logs[logIndex].map { name($0.genesis.node) } ?? "log \(logIndex)"
  }
}
