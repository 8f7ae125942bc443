internal import CausalHistory
public import ProtocolMessages
public import SignedLogs

/// Where the creator of a bundle stands in a scope.
public struct CreatorStanding: Sendable, Hashable {
  public let controlSequence: UInt64
  public let positions: [StatedPosition]

  public init(_ state: Iscan_Sync_V1_ScopeState) {
    controlSequence = state.controlSequence
    positions = state.position.map(StatedPosition.init)
  }
}

/// What must be here before more of a bundle can be taken in.
public enum BundleNeed: Sendable, Hashable {
  /// A log up to a counter, of which less is here.
  case log(ScopeID, logIndex: UInt32, needs: UInt64, has: UInt64)
  /// The scope's control log up to a sequence.
  case control(ScopeID, needs: UInt64, has: UInt64)
}

/// What came of reading a bundle.
public struct BundleSummary: Sendable {
  /// Commits that were new here.
  public internal(set) var commitsReceived = 0
  public internal(set) var controlRecordsReceived = 0
  public internal(set) var receipts = 0
  public internal(set) var logsAdmitted = 0
  /// Whether it asks for the admission of a log that is admitted here: its maker does not know so yet.
  public internal(set) var asksForAdmission = false
  public internal(set) var admissionsRefused: [LogID] = []
  /// Frames of a later release.
  public internal(set) var framesPassedOver = 0
  /// Scopes that are not taken from this creator, or that this replica is not in.
  public internal(set) var scopesPassedOver: [ScopeID] = []
  /// Scopes in which something does not verify.
  public internal(set) var scopesRefused: [ScopeID: CloseCode] = [:]
  public internal(set) var creatorStands: [ScopeID: CreatorStanding] = [:]
}

extension BundleManifest {
  /// What a replica lacks that the bundle builds on, in order of scope and log.
  ///
  /// - Parameters:
  ///   - reader: The replica's node. Nothing is lacking where its membership, or the creator's, has
  ///     ended: nothing of that is taken in.
  ///   - standing: Where the replica stands in a scope; `nil` if it is not in it.
  /// - Returns: Nothing if all of the bundle can be taken in.
  public func needs(for reader: NodeID, _ standing: (ScopeID) -> ScopeStanding?) -> [BundleNeed] {
    scopes.flatMap { part -> [BundleNeed] in
      let here = standing(part.scope)
      if let control = here?.control, control.hasLeft(reader) || control.hasLeft(creator) {
        return []
      }
      let sequence = here?.control.sequence ?? 0
      var needs: [BundleNeed] = []
      if part.controlBase > sequence {
        needs.append(.control(part.scope, needs: part.controlBase, has: sequence))
      }
      for base in part.base {
        let counter = here?.positions[base.logIndex]?.head.counter ?? 0
        guard base.counter > counter else { continue }
        needs.append(
          .log(part.scope, logIndex: base.logIndex, needs: base.counter, has: counter))
      }
      return needs
    }
  }

  /// The scopes of which a replica holds everything that the creator held when it made the bundle.
  ///
  /// - Parameter standings: Where the replica stands now.
  /// - Returns: Of a request or a receipt none.
  public func scopesBroughtWhole(to standings: [ScopeStanding]) -> Set<ScopeID> {
    guard purpose == .changes else { return [] }
    let whole = scopes.filter { part in
      guard let here = standings.first(where: { $0.control.scope == part.scope }),
        here.control.sequence >= max(part.controlBase, part.control?.upperBound ?? 0)
      else { return false }
      return part.end.allSatisfy {
        $0.counter <= here.positions[$0.logIndex]?.head.counter ?? 0
      }
    }
    return Set(whole.map(\.scope))
  }

  /// How many of the authorities' decisions the bundle has that a replica lacks.
  public func newDecisions(_ standing: (ScopeID) -> ScopeStanding?) -> Int {
    scopes.reduce(0) { total, part in
      guard let control = part.control else { return total }
      let held = max(control.lowerBound - 1, standing(part.scope)?.control.sequence ?? 0)
      return total + (control.upperBound > held ? Int(clamping: control.upperBound - held) : 0)
    }
  }

  /// How many commits the bundle has that a replica lacks, or can have when its needs are met.
  public func newCommits(_ standing: (ScopeID) -> ScopeStanding?) -> Int {
    scopes.reduce(0) { total, part in
      let here = standing(part.scope)
      return part.end.reduce(total) { total, end in
        let base = part.base.first { $0.logIndex == end.logIndex }?.counter ?? 0
        let held = max(base, here?.positions[end.logIndex]?.head.counter ?? 0)
        return total + (end.counter > held ? Int(clamping: end.counter - held) : 0)
      }
    }
  }
}

extension BundleReader {
  /// Logs in which something does not verify; ascending.
  public var logsLeftOut: [RefusedLog] {
    receivers.sorted { $0.key < $1.key }.flatMap { scope, receiver in
      receiver.leftOut.sorted { $0.key < $1.key }.map {
        RefusedLog(scope: scope, logIndex: $0.key, code: $0.value)
      }
    }
  }

  /// What commits that came wait for, when the bundle is read: dots that are not here and not in it.
  public var needs: [BundleNeed] {
    // Of a scope that is passed over nothing is taken in, whatever is here.
    var needs = Set(
      manifest.needs(for: reading.node) { receivers[$0]?.standing }
        .filter { receivers[$0.order.0] != nil })
    for (scope, receiver) in receivers {
      for missing in receiver.lacking.flatMap(\.missing) {
        switch missing {
        case .commit(let dot):
          // What is here in another history than the creator's is told as a log that is left out.
          guard receiver.counter(dot.logIndex) < dot.counter else { continue }
          needs.insert(
            .log(
              scope, logIndex: dot.logIndex, needs: dot.counter,
              has: receiver.counter(dot.logIndex)))
        case .control(let sequence):
          needs.insert(.control(scope, needs: sequence, has: receiver.controlSequence))
        }
      }
    }
    return needs.sorted { $0.order < $1.order }
  }
}

extension BundleNeed {
  /// By scope, the control log first, then by log and counter.
  fileprivate var order: (ScopeID, UInt32, UInt64) {
    switch self {
    case .control(let scope, let needs, _): (scope, 0, needs)
    case .log(let scope, let logIndex, let needs, _): (scope, logIndex, needs)
    }
  }
}

extension ControlState {
  /// Whether a node was a member, and is none any more.
  public func hasLeft(_ node: NodeID) -> Bool { joined.contains(node) && !isMember(node) }
}
