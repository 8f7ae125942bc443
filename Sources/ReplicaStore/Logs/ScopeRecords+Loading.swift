internal import SignedLogs
public import SyncProtocol

extension ScopeRecords {
  /// Answers what a session wants to send on, byte for byte as it was signed.
  ///
  /// - Parameter request: Control records or commits; who a peer is, is not the store's to say.
  /// - Returns: The bytes; `nil` if the question is who a peer is.
  /// - Throws: ``ReplicaError`` if what was asked for is not here.
  public func load(_ request: LoadRequest) throws -> LoadedContent? {
    switch request {
    case .peer: return nil
    case .control(let scope, let first, let last, let limit, let byteLimit):
      let key = try requiredKey(of: scope)
      let records = try controlRecords(scope: key, first: first, last: last, limit: limit)
        .prefix(bytes: byteLimit) { $0.content.count + $0.signature.count }
      guard !records.isEmpty else { throw ReplicaError.recordsMissing(table: "controlRecord") }
      return .control(
        scope, genesis: first == 1 ? try genesis(key) : nil, first: first, records: records)
    case .snapshotProgress(let scope, let hash):
      return .snapshotProgress(scope, next: try partsKept(of: hash, in: scope))
    case .snapshot(let scope, let hash):
      return .snapshot(scope, manifest: try keptSnapshot(hash, of: scope))
    case .snapshotPart(let scope, let hash, let place):
      return .snapshotPart(scope, place: place, try snapshotPart(place, of: hash, in: scope))
    case .evidence(let scope, let logIndex, let counter):
      return .evidence(
        scope, logIndex: logIndex, try evidence(of: scope, logIndex: logIndex, at: counter))
    case .place(let scope, let logIndex, let counter):
      return .place(
        scope, logIndex: logIndex, counter: counter,
        try head(of: logIndex, at: counter, in: scope)?.hash)
    case .run(let scope, let logIndex, let first, let last, let limit, let byteLimit):
      let key = try requiredKey(of: scope)
      let part = try LogSegments(db: db, scope: key).run(
        of: logIndex, first: first, last: last, limit: limit, byteLimit: byteLimit)
      guard !part.commits.isEmpty else { throw ReplicaError.recordsMissing(table: "logSegment") }
      return .run(
        scope, logIndex: logIndex, first: first, commits: part.commits, seals: part.seals)
    }
  }
}

extension Array {
  /// As many elements from the front as fit, and one in any case.
  fileprivate func prefix(bytes limit: Int, _ size: (Element) -> Int) -> [Element] {
    var total = 0
    var count = 0
    for element in self {
      total += size(element)
      if count > 0, total > limit { break }
      count += 1
    }
    return Array(prefix(count))
  }
}
