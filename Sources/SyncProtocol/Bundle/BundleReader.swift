import CausalHistory
import ProtocolMessages
public import SignedLogs
import SwiftProtobuf

public import struct Foundation.Data

/// Where the reader of a bundle stands.
public struct BundleReading: Sendable {
  /// The reader's own name.
  public var node: NodeID
  /// Whose word introduces new scopes: the reader's hub; `nil` at a hub that has none above it.
  public var hub: NodeID?
  /// Whether the creator is enrolled here, though it may be in no scope yet.
  public var knowsCreator: Bool
  /// Where the reader stands in every scope that it is in.
  public var standings: [ScopeStanding]
  /// The reader's own scopes in which it has signed more than it holds, or of which it holds nothing, being a
  /// hub that was brought back from a backup: a member that came since is none by what is here, and may give
  /// back the rest.
  public var lost: Set<ScopeID>

  public init(
    node: NodeID, hub: NodeID? = nil, knowsCreator: Bool = false, standings: [ScopeStanding],
    lost: Set<ScopeID> = []
  ) {
    self.node = node
    self.hub = hub
    self.knowsCreator = knowsCreator
    self.standings = standings
    self.lost = lost
  }
}

/// What a ``BundleReader`` is told.
public enum BundleInput: Sendable {
  /// One record after the manifest, in order.
  case frame(Data)
  /// What an `apply` output asked for is durable.
  case applied(AppliedContent)
  /// What a `load` output asked for; places of logs are all that is asked for.
  case loaded(LoadedContent)
  /// The answer to an `admit` output: control records from sequence `first`.
  case admitted(ScopeID, first: UInt64, records: [SignedContent])
  /// The answer to an `admit` output when the log is not admitted.
  case admissionRefused(ScopeID, LogID, AdmissionGround? = nil)
}

/// Takes a bundle in, as a state machine that knows neither file nor database.
///
/// Every frame goes the way that a session's would go, through a ``ScopeReceiver``; the reader only
/// cannot ask for what is missing. Instead the file is read again as long as that brings something:
/// commits that found no room to wait for their past have it then. Reading a bundle twice, or an old
/// one after a newer one, changes nothing.
///
/// - Precondition: The file is whole and its creator's signature is good.
public struct BundleReader: Sendable {
  public let manifest: BundleManifest
  let reading: BundleReading
  var receivers: [ScopeID: ScopeReceiver] = [:]
  var outputs: [SessionOutput] = []
  private var frameNumber = 1
  var hadNoRoom = false
  var broughtSomething = false
  /// Whether runs are taken in parts in this reading: whole ones found no room to wait for their past.
  var takesParts = false
  /// The scopes in which the creator's places have been compared in this reading.
  var compared: Set<ScopeID> = []
  /// What has been taken in.
  public internal(set) var summary = BundleSummary()

  /// - Parameters:
  ///   - manifest: The bundle's first record.
  ///   - reading: Where the reader stands.
  /// - Throws: ``BundleFault`` if the bundle is not for the reader, or its creator is not one from
  ///   whom it takes anything.
  public init(_ manifest: BundleManifest, reading: BundleReading) throws(BundleFault) {
    self.manifest = manifest
    self.reading = reading
    guard manifest.recipients.contains(reading.node) else { throw .recipientOther }
    let creator = manifest.creator
    let controls = reading.standings.map(\.control)
    guard !controls.contains(where: { $0.nodes[creator]?.isRevoked == true }) else {
      throw .creatorRevoked(creator)
    }
    guard
      creator == reading.hub || reading.knowsCreator
        || controls.contains(where: { $0.isMember(creator) })
        || manifest.scopes.contains(where: { reading.lost.contains($0.scope) })
    else { throw .creatorUnknown(creator) }
    let standings = Dictionary(
      reading.standings.map { ($0.control.scope, $0) }, uniquingKeysWith: { first, _ in first })
    for scope in manifest.scopes.map(\.scope) {
      let standing = standings[scope]
      // Scopes are new here only from the hub, which is who makes somebody a member.
      if standing?.control.isMember(creator) ?? (creator == reading.hub)
        || reading.lost.contains(scope)
      {
        receivers[scope] = ScopeReceiver(
          scope: scope, reader: reading.node, standing: standing)
      } else {
        summary.scopesPassedOver.append(scope)
      }
    }
  }

  /// Begins a reading of the file from its first frame.
  public mutating func begin() {
    takesParts = hadNoRoom && !broughtSomething
    frameNumber = 1
    hadNoRoom = false
    broughtSomething = false
    compared = []
  }

  /// Whether reading the file once more would bring something.
  public var needsAnotherReading: Bool { hadNoRoom && (broughtSomething || !takesParts) }

  /// The one way in.
  ///
  /// - Parameter input: What happened.
  /// - Returns: What to do, in order.
  /// - Throws: ``BundleFault/frameUnreadable(number:)``; what was applied before stays.
  public mutating func step(_ input: BundleInput) throws -> [SessionOutput] {
    outputs = []
    switch input {
    case .frame(let bytes): try take(bytes)
    case .applied(.control(let scope, _, let positions, _)):
      receivers[scope]?.controlApplied()
      if let positions { receivers[scope]?.standing?.positions = positions }
      handOver(scope)
    case .applied(.commits(let scope, let through)): receivers[scope]?.commitsApplied(through)
    // A file asks for no snapshot.
    case .applied(.snapshotPart), .applied(.snapshot): break
    case .loaded(.place(let scope, let logIndex, let counter, let hash)):
      take(place: hash, scope, Dot(logIndex: logIndex, counter: counter))
    case .loaded: break
    case .admitted(let scope, let first, let records): admitted(scope, first, records)
    case .admissionRefused(_, let log, _): summary.admissionsRefused.append(log)
    }
    defer { outputs = [] }
    return outputs
  }

  private mutating func take(_ bytes: Data) throws {
    frameNumber += 1
    guard let content = try? Iscan_Sync_V1_Frame(serializedBytes: bytes).content else {
      throw BundleFault.frameUnreadable(number: frameNumber)
    }
    switch content {
    case .controlRun(let run): within(ScopeID(run.scopeID)) { try $0.take(control: run, of: $1) }
    case .logRun(let run): within(scope(number: run.scopeNumber)) { try $0.take(run, of: $1) }
    case .admission(let admission): take(admission)
    case .receipt(let receipt): take(receipt)
    case .scopeState(let state): within(ScopeID(state.scopeID)) { $0.take(state, of: $1) }
    case .redactionDone(let done): within(ScopeID(done.scopeID)) { try $0.take(done, of: $1) }
    // A later release may add frames; what this one knows of the bundle is still good.
    default: summary.framesPassedOver += 1
    }
  }

  private func scope(number: UInt32) -> ScopeID? {
    let place = Int(number) - 1
    return manifest.scopes.indices.contains(place) ? manifest.scopes[place].scope : nil
  }

  /// Does something for a scope that is taken from this creator. A scope in which something does not
  /// verify is left out; the others go on.
  private mutating func within(
    _ scope: ScopeID?, _ body: (inout Self, ScopeID) throws -> Void
  ) {
    guard let scope, receivers[scope] != nil else { return }
    do { try body(&self, scope) } catch {
      receivers[scope] = nil
      let code: CloseCode? =
        if case .refused(let code, _)? = error as? SyncError { code } else { nil }
      summary.scopesRefused[scope] = code ?? .protocolViolation
    }
  }
}
