import CausalHistory
import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

// Where two sides hold different histories of one log, each shows the other its seals; from two of
// them anybody can see that the log's key stood by both.
extension SyncSession {
  /// Two histories of a log may have met: shows the peer this side's at a place that both have.
  mutating func showSeals(_ scope: ScopeID, _ logIndex: UInt32, at counter: UInt64) {
    guard counter > 0, scopes[scope]?.sealsShown.insert(logIndex).inserted == true else { return }
    scopes[scope]?.sealsAwaited.insert(logIndex)
    loadEvidence(scope, logIndex, at: counter)
  }

  private mutating func loadEvidence(_ scope: ScopeID, _ logIndex: UInt32, at counter: UInt64) {
    scopes[scope]?.sealsLoading.insert(logIndex)
    outputs.append(.load(.evidence(scope, logIndex: logIndex, counter: counter)))
  }

  /// The store has found this side's evidence, or has none.
  mutating func take(evidence: LogEvidence?, _ scope: ScopeID, _ logIndex: UInt32) throws {
    guard let exchange = scopes[scope] else { return }
    try change(scope) { $0.sealsLoading.remove(logIndex) }
    let theirs = exchange.theirSeals[logIndex]
    if let evidence {
      let counter = evidence.counter
      let isNew = try change(scope) {
        $0.placesShown[logIndex, default: []].insert(counter).inserted
      }
      if isNew { try send(evidence, of: logIndex, in: scope) }
      if let theirs, theirs.counter == counter {
        try change(scope) {
          $0.theirSeals[logIndex] = nil
          $0.sealsAwaited.remove(logIndex)
        }
        try compare(evidence, with: theirs, scope, logIndex)
      }
    } else {
      try change(scope) { $0.sealsAwaited.remove(logIndex) }
      if theirs != nil {
        try change(scope) { $0.theirSeals[logIndex] = nil }
        try tellMissing(scope, logIndex)
      }
    }
    try pump(scope)
    finishIfDone()
  }

  private mutating func send(
    _ evidence: LogEvidence, of logIndex: UInt32, in scope: ScopeID
  ) throws {
    try send { frame in
      frame.logSeals = .with {
        $0.scopeID = Data(scope.bytes)
        $0.logIndex = logIndex
        $0.counter = evidence.counter
        $0.hash = Data(evidence.hash.bytes)
        $0.seal = evidence.seal.message
        $0.link = evidence.links.map(\.message)
      }
    }
  }

  static let evidenceMissing = "evidence-missing"

  private mutating func tellMissing(_ scope: ScopeID, _ logIndex: UInt32) throws {
    try sendVerdict(scope, Dot(logIndex: logIndex, counter: 0), reason: Self.evidenceMissing)
  }

  /// The peer can show nothing.
  mutating func evidenceMissing(_ scope: ScopeID, _ logIndex: UInt32) throws {
    try change(scope) { $0.sealsAwaited.remove(logIndex) }
    finishIfDone()
  }

  mutating func receive(seals message: Iscan_Sync_V1_LogSeals) throws {
    let scope = try entitled(message.scopeID)
    guard phase == .exchange, let exchange = scopes[scope], exchange.standing?.access == .full
    else {
      throw unexpected("LogSeals")
    }
    let logIndex = message.logIndex
    guard message.link.count <= SyncLimits.linksShown else {
      throw Refusal(.limitExceeded, "Seals come with \(message.link.count) links.")
    }
    guard let evidence = LogEvidence(message), let log = exchange.receiver.control?.logs[logIndex],
      evidence.isGood(of: log.genesis)
    else { throw Refusal(.protocolViolation, "The seals shown of log \(logIndex) are not good.") }
    let compared = exchange.sealsCompared[logIndex] ?? []
    guard exchange.theirSeals[logIndex] == nil, !compared.contains(evidence.counter),
      compared.count < SyncLimits.placesCompared
    else { return }
    guard evidence.counter <= exchange.receiver.counter(logIndex) else {
      return try tellMissing(scope, logIndex)
    }
    try change(scope) {
      $0.theirSeals[logIndex] = evidence
      $0.sealsCompared[logIndex, default: []].insert(evidence.counter)
      $0.sealsShown.insert(logIndex)
    }
    loadEvidence(scope, logIndex, at: evidence.counter)
  }

  private mutating func compare(
    _ ours: LogEvidence, with theirs: LogEvidence, _ scope: ScopeID, _ logIndex: UInt32
  ) throws {
    let isSame = ours.hash == theirs.hash
    let place = try change(scope) { exchange -> ForkPlace in
      var place = exchange.forkPlaces[logIndex] ?? ForkPlace()
      place.note(ours.counter, isSame: isSame)
      exchange.forkPlaces[logIndex] = place
      return place
    }
    if !isSame { try prove(ours, theirs, scope, logIndex) }
    if place.parted < .max {
      outputs.append(.evidence(.forkPlace(scope, logIndex: logIndex, place)))
    }
    // The initiator asks on: it is the one who ends the session.
    guard setup.role == .initiator, let middle = place.middle else { return }
    try change(scope) { $0.sealsAwaited.insert(logIndex) }
    loadEvidence(scope, logIndex, at: middle)
  }

  private mutating func prove(
    _ ours: LogEvidence, _ theirs: LogEvidence, _ scope: ScopeID, _ logIndex: UInt32
  ) throws {
    guard let exchange = scopes[scope], !exchange.forksFound.contains(logIndex),
      let control = exchange.receiver.control,
      let proof = ForkProof(ours, theirs, of: logIndex),
      let verified = try? VerifiedForkProof(verifying: proof, control: control)
    else { return }
    try found(verified, scope)
    try send { frame in
      frame.forkFound = .with {
        $0.scopeID = Data(scope.bytes)
        $0.proof = proof.message
      }
    }
  }

  mutating func receive(fork: Iscan_Sync_V1_ForkFound) throws {
    let scope = try entitled(fork.scopeID)
    guard phase == .exchange, let exchange = scopes[scope], exchange.standing?.access == .full,
      let control = exchange.receiver.control
    else { throw unexpected("ForkFound") }
    guard let proof = try? ForkProof(fork.proof),
      let verified = try? VerifiedForkProof(verifying: proof, control: control)
    else {
      throw Refusal(.protocolViolation, "A fork of log \(fork.proof.logIndex) is not proved.")
    }
    try found(verified, scope)
  }

  /// A log was continued in two ways, and anybody can see it: the proof is kept, and the log left
  /// out until the authority has decided.
  private mutating func found(_ proof: VerifiedForkProof, _ scope: ScopeID) throws {
    let logIndex = proof.proof.logIndex
    // Who still looks for the place where they part goes on waiting for the peer's seals.
    if scopes[scope]?.forkPlaces[logIndex] == nil {
      try change(scope) { $0.sealsAwaited.remove(logIndex) }
    }
    guard try change(scope, { $0.forksFound.insert(logIndex).inserted }) else { return }
    outputs.append(.evidence(.fork(scope, proof)))
    outputs.append(.notice(.forkProved(scope, logIndex: logIndex)))
    try refuse(scope, logIndex, .forkDetected)
  }
}

extension LogEvidence {
  /// Takes it as it travels; nothing for lengths that cannot be right.
  init?(_ message: Iscan_Sync_V1_LogSeals) {
    guard let hash = Digest(message.hash), message.counter > 0 else { return nil }
    var links: [ChainLink] = []
    for link in message.link {
      guard let digest = Digest(link.payloadDigest), link.header.count <= LogLimits.headerBytesMax
      else { return nil }
      links.append(ChainLink(header: Array(link.header), payloadDigest: digest))
    }
    self.init(counter: message.counter, hash: hash, seal: Seal(message.seal), links: links)
  }
}

extension ChainLink {
  var message: Iscan_Sync_V1_ChainLink {
    .with {
      $0.header = Data(header)
      $0.payloadDigest = Data(payloadDigest.bytes)
    }
  }
}

extension ForkProof {
  /// Two sides' evidence as one proof; one of the two must be sealed at the very place.
  fileprivate init?(_ ours: LogEvidence, _ theirs: LogEvidence, of logIndex: UInt32) {
    guard let first = [ours, theirs].first(where: { $0.links.isEmpty }) else { return nil }
    let second = first == ours ? theirs : ours
    self.init(
      logIndex: logIndex, counter: first.counter, firstHash: first.hash,
      firstSeal: first.seal.signature, secondHash: second.hash,
      secondSeal: second.seal.signature, secondLinks: second.links)
  }
}
