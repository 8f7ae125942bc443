import CausalHistory
import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

/// A snapshot that is coming in, in place of the commits that it covers.
struct IncomingSnapshot {
  let hash: Digest
  /// Once its manifest has come and fits.
  var snapshot: ScopeSnapshot?
  /// The next part that must come.
  var next: Int
  /// Parts that have come and are not durable yet.
  var applying = 0
  var isInstalling = false
}

/// A snapshot that is being sent.
struct OutgoingSnapshot {
  let scope: ScopeID
  let hash: Digest
  var next: Int
  var count: Int
  var isLoading = false
}

// A member that joins, or was away for long, takes what the scope has come to in place of how it
// came there. The control log names the snapshot; members have witnessed it.
extension SyncSession {
  /// Begins with a declared snapshot if that spares much; then the logs wait for it.
  mutating func considerSnapshot(_ scope: ScopeID) throws {
    guard let exchange = scopes[scope], let control = exchange.receiver.control,
      let declared = control.snapshots.last(where: \.isWitnessed)?.declaration,
      exchange.spares(declared)
    else { return }
    try change(scope) {
      $0.snapshot = IncomingSnapshot(hash: declared.manifestHash, next: 0)
      $0.snapshotTried = true
    }
    outputs.append(.load(.snapshotProgress(scope, declared.manifestHash)))
  }

  /// Leaves out the logs whose next commits the peer has let go of, unless a snapshot comes for them.
  mutating func leaveOutWhatIsGone(_ scope: ScopeID) throws {
    guard let exchange = scopes[scope], exchange.snapshot == nil else { return }
    for logIndex in exchange.gone { try refuse(scope, logIndex, .contextNotSupplied) }
  }

  /// The store has said which parts are here from a session before.
  mutating func wantSnapshot(_ scope: ScopeID, next: Int) throws {
    guard let incoming = scopes[scope]?.snapshot else { return }
    try change(scope) { $0.snapshot?.next = next }
    try send { frame in
      frame.snapshotWant = .with {
        $0.scopeID = Data(scope.bytes)
        $0.manifestHash = Data(incoming.hash.bytes)
        $0.first = UInt32(clamping: next)
      }
    }
  }

  mutating func receive(offer: Iscan_Sync_V1_SnapshotOffer) throws {
    let scope = try entitled(offer.scopeID)
    guard let exchange = scopes[scope], let incoming = exchange.snapshot,
      incoming.snapshot == nil, let control = exchange.receiver.control
    else { throw unexpected("SnapshotOffer") }
    guard manifestHash(Array(offer.manifest)) == incoming.hash else {
      throw Refusal(.protocolViolation, "Another snapshot comes than was asked for.")
    }
    do {
      let snapshot = try ScopeSnapshot(verifying: Array(offer.manifest), control: control)
      try change(scope) { $0.snapshot?.snapshot = snapshot }
      try installIfWhole(scope)
    } catch SyncError.snapshotRefused(let reason) {
      try giveUpSnapshot(scope, reason: reason)
    }
  }

  mutating func receive(part: Iscan_Sync_V1_SnapshotPartRun, frameBytes: Int) throws {
    let scope = try entitled(part.scopeID)
    guard phase == .exchange, scopes[scope]?.standing?.access == .full else {
      throw unexpected("SnapshotPartRun")
    }
    try take(credit: frameBytes)
    guard let incoming = scopes[scope]?.snapshot, let snapshot = incoming.snapshot,
      Int(part.index) == incoming.next, incoming.next < snapshot.message.part.count
    else {
      // What was under way when the snapshot was given up is passed over.
      released += frameBytes
      return try grantCredit(scope)
    }
    let length = Int(snapshot.message.part[incoming.next].length)
    guard
      let bytes = Packing.unpack(
        Array(part.packed), length: length, bound: SnapshotParts.partBytesMax),
      SnapshotCheck.isPart(incoming.next, bytes, of: snapshot)
    else {
      released += frameBytes
      return try giveUpSnapshot(scope, reason: "part \(part.index) is not the one that it names")
    }
    try change(scope) {
      $0.snapshot?.next += 1
      $0.snapshot?.applying += 1
      $0.snapshotBytes.append(frameBytes)
    }
    outputs.append(.apply(.snapshotPart(scope, snapshot, place: incoming.next, bytes)))
  }

  mutating func snapshotPartApplied(_ scope: ScopeID) throws {
    guard scopes[scope] != nil else { return }
    released += try change(scope) { exchange -> Int in
      exchange.snapshot?.applying -= 1
      return exchange.snapshotBytes.isEmpty ? 0 : exchange.snapshotBytes.removeFirst()
    }
    try grantCredit(scope)
    try installIfWhole(scope)
  }

  private mutating func installIfWhole(_ scope: ScopeID) throws {
    guard let incoming = scopes[scope]?.snapshot, let snapshot = incoming.snapshot,
      incoming.next == snapshot.message.part.count, incoming.applying == 0, !incoming.isInstalling
    else { return }
    try change(scope) { $0.snapshot?.isInstalling = true }
    outputs.append(.apply(.snapshot(scope, snapshot)))
  }

  /// The scope stands as if all commits of the snapshot had been applied, or the store refused it.
  mutating func snapshotApplied(
    _ scope: ScopeID, positions: [UInt32: LogPosition]?, reason: String
  ) throws {
    guard let incoming = scopes[scope]?.snapshot else { return }
    guard let positions else { return try giveUpSnapshot(scope, reason: reason) }
    try change(scope) {
      $0.snapshot = nil
      $0.standing?.positions = positions
      $0.markerDue = true
    }
    agreeOnAll(scope)
    outputs.append(.notice(.snapshotTaken(scope, hash: incoming.hash)))
    try pump(scope)
    finishIfDone()
  }

  /// Goes on with the logs from where they stand.
  private mutating func giveUpSnapshot(_ scope: ScopeID, reason: String) throws {
    try change(scope) { $0.snapshot = nil }
    outputs.append(.notice(.snapshotRefused(scope, reason: reason)))
    try leaveOutWhatIsGone(scope)
    try pump(scope)
    finishIfDone()
  }

  /// The peer says that it has the snapshot no more.
  mutating func snapshotUnavailable(_ scope: ScopeID) throws {
    guard scopes[scope]?.snapshot?.snapshot == nil, scopes[scope]?.snapshot != nil else { return }
    try giveUpSnapshot(scope, reason: Self.unavailable)
  }

  static let unavailable = "snapshot-unavailable"
}

// MARK: - Sending

extension SyncSession {
  mutating func receive(want: Iscan_Sync_V1_SnapshotWant) throws {
    let scope = try entitled(want.scopeID)
    guard phase == .exchange, scopes[scope]?.standing?.access == .full,
      let hash = Digest(want.manifestHash), snapshotSending == nil
    else { throw unexpected("SnapshotWant") }
    snapshotSending = OutgoingSnapshot(
      scope: scope, hash: hash, next: Int(want.first), count: 0, isLoading: true)
    outputs.append(.load(.snapshot(scope, hash)))
  }

  /// The store has found the manifest, or has it no more.
  mutating func sendSnapshot(_ scope: ScopeID, manifest: [UInt8]?) throws {
    guard let sending = snapshotSending, sending.scope == scope else { return }
    guard let manifest, manifestHash(manifest) == sending.hash,
      let message = try? Iscan_Sync_V1_SnapshotManifest(serializedBytes: manifest)
    else {
      snapshotSending = nil
      return try sendVerdict(
        scope, Dot(logIndex: 0, counter: 0), reason: Self.unavailable)
    }
    try send { frame in
      frame.snapshotOffer = .with {
        $0.scopeID = Data(scope.bytes)
        $0.manifest = Data(manifest)
      }
    }
    snapshotSending?.count = message.part.count
    snapshotSending?.isLoading = false
    loadNextPart()
  }

  /// Asks the store for the next part, as far as the peer's credit goes.
  mutating func loadNextPart() {
    guard let sending = snapshotSending, !sending.isLoading else { return }
    guard sending.next < sending.count else {
      snapshotSending = nil
      return loadNextRun()
    }
    guard creditLeft >= SyncLimits.creditForAPart else { return }
    snapshotSending?.isLoading = true
    outputs.append(.load(.snapshotPart(sending.scope, sending.hash, place: sending.next)))
  }

  mutating func sendPart(_ scope: ScopeID, place: Int, _ bytes: [UInt8]?) throws {
    guard let sending = snapshotSending, sending.scope == scope, sending.next == place,
      let bytes
    else { throw Refusal(.storageTrouble) }
    let before = outputs.count
    try send { frame in
      frame.snapshotPartRun = .with {
        $0.scopeID = Data(scope.bytes)
        $0.index = UInt32(clamping: place)
        $0.packed = Data(Packing.pack(bytes) ?? Packing.wrap(bytes))
      }
    }
    if case .send(let frame)? = outputs.dropFirst(before).first { creditLeft -= frame.count }
    snapshotSending?.next += 1
    snapshotSending?.isLoading = false
    loadNextPart()
    loadNextRun()
  }
}

extension ScopeExchange {
  /// Whether a snapshot covers everything here and, of what the peer has, at least as much as makes
  /// it worth while.
  fileprivate func spares(_ declared: SnapshotDeclaration) -> Bool {
    guard snapshot == nil, !snapshotTried, receiver.isSettled, receiver.waiting.isEmpty,
      receiver.standing?.unadmitted == nil
    else { return false }
    let covered = Dictionary(
      declared.frontier.map { ($0.logIndex, $0.counter) }, uniquingKeysWith: max)
    // Where the peer has let commits go there is no other way; what lies beyond is folded upon it.
    let isNeeded = !gone.isEmpty
    let reachesBeyond = receiver.frontier.entries.contains {
      $0.counter > covered[$0.logIndex] ?? 0
    }
    guard isNeeded || !reachesBeyond else { return false }
    var spared: UInt64 = 0
    for (logIndex, counter) in covered {
      let here = receiver.counter(logIndex)
      guard counter <= here || counter <= peerHas[logIndex] ?? 0 else { return false }
      spared += counter - min(here, counter)
    }
    return isNeeded || spared >= SyncLimits.snapshotSpares || spared > 0 && isBehindMark
  }

  /// The logs whose next commits the peer cannot send any more, ascending.
  var gone: [UInt32] {
    peerFloors.filter { $0.value > receiver.counter($0.key) && receiver.leftOut[$0.key] == nil }
      .keys.sorted()
  }

  /// Whether something is missing here that all others were said to hold: the peer may have let go of
  /// its bytes.
  private var isBehindMark: Bool {
    receiver.control?.stabilityMark.values.contains {
      $0.counter > receiver.counter($0.logIndex)
    } ?? false
  }
}
