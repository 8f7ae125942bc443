import CausalHistory
import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

extension SyncSession {
  /// Tells the peer where this side stands in a scope, log by log.
  mutating func sendState(_ scope: ScopeID) throws {
    guard let exchange = scopes[scope] else { return }
    let positions = exchange.receiver.positions
    try send { frame in
      frame.scopeState = .with {
        $0.scopeID = Data(scope.bytes)
        $0.controlSequence = exchange.controlSequence
        $0.position = positions.map { position in
          var message = position.message
          message.floor = exchange.standing?.floors[position.logIndex] ?? 0
          return message
        }
      }
    }
    try change(scope) { exchange in
      exchange.stateSent = true
      exchange.announced = exchange.standing?.positions ?? [:]
    }
    try compare(scope)
    try pump(scope)
    finishIfDone()
  }

  mutating func receive(state: Iscan_Sync_V1_ScopeState) throws {
    let scope = try entitled(state.scopeID)
    guard phase == .exchange, scopes[scope]?.stateReceived == false else {
      throw unexpected("ScopeState")
    }
    guard state.position.count <= SyncLimits.logs else {
      throw Refusal(.limitExceeded, "A scope has \(state.position.count) logs.")
    }
    var positions: [UInt32: StatedPosition] = [:]
    var floors: [UInt32: UInt64] = [:]
    var last: UInt32 = 0
    for message in state.position {
      guard message.logIndex > last, message.headHashPrefix.count == 8, message.counter > 0 else {
        throw Refusal(.protocolViolation, "The positions of a scope are not in order.")
      }
      last = message.logIndex
      positions[last] = StatedPosition(message)
      if message.floor > 0 { floors[last] = message.floor }
    }
    let full = scopes[scope]?.standing.map { $0.access == .full } ?? true
    try change(scope) {
      $0.peerPositions = full ? positions : [:]
      $0.peerFloors = full ? floors : [:]
      $0.stateReceived = true
    }
    try compare(scope)
    try pump(scope)
    finishIfDone()
  }

  /// Looks for what must not be: two histories of one log, and a peer that holds more of this
  /// node's own log than the node does.
  private mutating func compare(_ scope: ScopeID) throws {
    guard let exchange = scopes[scope], exchange.stateSent, exchange.stateReceived,
      let standing = exchange.standing
    else { return }
    let mine = Dictionary(
      exchange.receiver.positions.map { ($0.logIndex, $0) }, uniquingKeysWith: { first, _ in first }
    )
    let stated = exchange.peerPositions.values.sorted { $0.logIndex < $1.logIndex }
    if setup.role == .responder, standing.access == .full,
      mine.values.contains(where: {
        $0.counter > exchange.peerPositions[$0.logIndex]?.counter ?? 0
      })
    {
      outputs.append(.notice(.peerStands(scope, stated)))
    }
    for position in stated {
      let logIndex = position.logIndex
      // Beyond a log's end nothing is asked for.
      let theirs = standing.control.counted(position.counter, of: logIndex)
      if theirs > exchange.receiver.counter(logIndex) {
        try change(scope) { $0.peerHas[logIndex] = theirs }
      }
      guard let head = mine[logIndex] else { continue }
      if head.counter == position.counter {
        guard head.hashPrefix != position.hashPrefix else {
          try change(scope) { $0.receiver.agreement.note(logIndex, through: head.counter) }
          continue
        }
        try refuse(scope, logIndex, .forkDetected)
        showSeals(scope, logIndex, at: position.counter)
      } else if position.counter < head.counter {
        lookUp(.stated(position.hashPrefix), at: position.dot, in: scope)
      } else {
        // Whether it goes on from what is here shows with the first run of it.
        guard standing.control.logs[logIndex]?.genesis.node == setup.nodeID else { continue }
        outputs.append(
          .notice(
            .ownLogBehind(
              scope, logIndex: logIndex, here: head.counter, there: position.counter)))
      }
    }
    try change(scope) { $0.peerPositions = [:] }
    try considerSnapshot(scope)
    try leaveOutWhatIsGone(scope)
  }

  /// Leaves a log out of this session, and tells the peer why; the other logs go on.
  mutating func refuse(_ scope: ScopeID, _ logIndex: UInt32, _ code: CloseCode) throws {
    guard try change(scope, { $0.receiver.leaveOut(logIndex, code) }) else { return }
    try tell(leftOut: scope, logIndex, code)
  }

  /// A log is left out: people and the peer hear of it.
  mutating func tell(leftOut scope: ScopeID, _ logIndex: UInt32, _ code: CloseCode) throws {
    let counter = try change(scope) { exchange -> UInt64 in
      exchange.asked[logIndex] = nil
      exchange.rewinding.remove(logIndex)
      return exchange.receiver.counter(logIndex)
    }
    outputs.append(.notice(.logRefused(scope, logIndex: logIndex, code)))
    try sendVerdict(scope, Dot(logIndex: logIndex, counter: counter), reason: code.name)
    // What does not continue the log held here may continue another history of it.
    if code == .badSeal || code == .badChain { showSeals(scope, logIndex, at: counter) }
  }
}

extension StatedPosition {
  init(_ message: Iscan_Sync_V1_LogPosition) {
    self.init(
      logIndex: message.logIndex, counter: message.counter,
      hashPrefix: Array(message.headHashPrefix))
  }

  var message: Iscan_Sync_V1_LogPosition {
    .with {
      $0.logIndex = logIndex
      $0.counter = counter
      $0.headHashPrefix = Data(hashPrefix)
    }
  }
}
