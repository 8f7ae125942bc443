public import CausalHistory
internal import Foundation
internal import ProtocolMessages
internal import SwiftProtobuf

/// A commit that its log could not keep, since the log was continued in two ways or from an older
/// copy of the database, and where it stands now.
public struct Orphan: Sendable {
  public let commit: VerifiedCommit
  /// Up to where both histories of its log are one.
  public let common: UInt64
  /// The orphans of the same log that this log repeats already, with the counters of the repeats.
  public let repeated: [UInt64: UInt64]
  /// Commits of this node's ended logs that do not count there, with the places in other logs of its
  /// where their repeats count: what the orphan builds on may have been repeated before.
  public let elsewhere: [Dot: Dot]

  public init(
    commit: VerifiedCommit, common: UInt64, repeated: [UInt64: UInt64],
    elsewhere: [Dot: Dot] = [:]
  ) {
    (self.commit, self.common) = (commit, common)
    (self.repeated, self.elsewhere) = (repeated, elsewhere)
  }
}

extension CommitAuthor {
  /// Repeats a commit of this node's log before: the same operations, by the same person, at the same
  /// time, and with what the author had in view then. So nothing unseen is replaced, and what clashes
  /// is seen to clash.
  ///
  /// - Parameters:
  ///   - orphan: The commit, and where what it builds on stands now.
  ///   - state: The scope's control log; the orphan's log has ended in it.
  ///   - context: What has been applied here of the scope's logs.
  ///   - salt: 16 random bytes; none if the orphan had none.
  /// - Returns: The commit, which is not sealed yet; ``position`` has moved behind it.
  /// - Throws: ``SignedLogError`` if it would break a rule; then nothing has changed.
  public mutating func reissue(
    _ orphan: Orphan, under state: ControlState, context: VersionVector, salt: [UInt8]
  ) throws(SignedLogError) -> VerifiedCommit {
    let commit = orphan.commit
    let old = commit.dot.logIndex
    var seen = state.seen(by: commit)
    // Of its own log: what counts stays where it is; what was lost stands in this log.
    let own = seen[old]
    seen[old] = min(own, orphan.common, state.counted(.max, of: old))
    seen[0] = Orphan.first(orphan.repeated.filter { $0.key <= own }.values)
    let stated = commit.reissueOf?.context ?? commit.position.author.context
    seen.see(
      orphan.elsewhere.filter {
        $0.key.counter <= ($0.key.logIndex == old ? own : stated[$0.key.logIndex])
          && $0.value.logIndex != old
      }.values)
    let next = position.head.counter + 1
    let operations = commit.operations { orphan.name($0, inCommit: next) }
    seen.cover(operations.named.filter(Set(orphan.elsewhere.values).contains))
    // Of a repeat of a repeat the first commit is named: nobody else may have those between.
    let reissue = Reissue(
      orphan: commit.reissueOf?.orphan ?? commit.dot, hash: commit.reissueOf?.hash ?? commit.hash,
      context: seen)
    return try append(
      operations, as: commit, repeating: reissue, control: state.position, context: context,
      salt: salt)
  }

  /// Appends operations by the person of another commit, with its time, schema and flags.
  private mutating func append(
    _ operations: [SharedOperation], as commit: VerifiedCommit, repeating: Reissue?,
    control: ControlPosition, context: VersionVector, salt: [UInt8]
  ) throws(SignedLogError) -> VerifiedCommit {
    let schema = commit.schema == position.author.schema ? 0 : commit.schema
    return try append(
      operations, by: commit.actor, at: commit.hybridTime, control: control, context: context,
      salt: salt
    ) {
      $0.schema = schema
      $0.flags = commit.flags
      if let repeating { $0.reissueOf = repeating.encoded() }
    }
  }
}

extension CommitAuthor {
  /// Writes a commit that waits to be admitted again, in a log where not everything stands that came
  /// before it: the same operations, by the same person, at the same time.
  ///
  /// - Parameters:
  ///   - commit: The commit.
  ///   - places: Where the commits before it in its log stand now, by their counters: in this log, or
  ///     in one that is admitted.
  ///   - salt: 16 random bytes; none if the commit had none.
  /// - Returns: The commit, which is not sealed yet; ``position`` has moved behind it.
  /// - Throws: ``SignedLogError`` if it would break a rule; then nothing has changed.
  public mutating func writeAgain(
    _ commit: VerifiedCommit, places: [UInt64: Dot], salt: [UInt8]
  ) throws(SignedLogError) -> VerifiedCommit {
    let old = commit.dot.logIndex
    let next = Dot(logIndex: 0, counter: position.head.counter + 1)
    let operations = commit.operations { dot in
      guard dot.logIndex == old || dot.logIndex == 0 else { return dot }
      return dot.counter == commit.dot.counter ? next : places[dot.counter] ?? dot
    }
    let elsewhere = Set(places.values.filter { $0.logIndex > 0 })
    let named = operations.named.filter(elsewhere.contains)
    let repeats = commit.reissueOf.map { reissue in
      var seen = reissue.context
      seen[0] = 0
      seen.see(places.filter { $0.key <= reissue.context[0] }.values)
      seen.cover(named)
      return Reissue(orphan: reissue.orphan, hash: reissue.hash, context: seen)
    }
    var context = commit.position.author.context
    context.see(elsewhere)
    context.cover(named)
    return try append(
      operations, as: commit, repeating: repeats, control: commit.control, context: context,
      salt: salt)
  }
}

extension VerifiedCommit {
  /// The same work in two logs of one node has the same content: its operations, its person and its
  /// time, whatever the logs call their own commits and whatever the salt.
  ///
  /// - Parameter place: Where a commit of the same log stands, by its counter; `nil` for one that
  ///   stands nowhere else.
  /// - Returns: A digest.
  public func content(place: (UInt64) -> Dot?) -> Digest {
    let old = dot.logIndex
    let operations = operations { name in
      guard name.logIndex == old || name.logIndex == 0 else { return name }
      if name.counter == dot.counter { return Dot(logIndex: 0, counter: 0) }
      return place(name.counter) ?? Dot(logIndex: .max, counter: name.counter)
    }
    let message = Iscan_Sync_V1_Operations.with { $0.operation = operations.map { $0.encoded() } }
    let bytes: [UInt8]? = try? message.serializedBytes()
    // What this release cannot read can only be told by its bytes.
    let isRead = operations.count == readings.count
    let what = isRead ? bytes ?? self.bytes.payloadDigest.bytes : self.bytes.payloadDigest.bytes
    return Digest(hashing: what + Array(" \(hybridTime.rawValue) \(actor)".utf8))
  }

  /// What it says, with other names for commits.
  fileprivate func operations(_ name: (Dot) -> Dot) -> [SharedOperation] {
    readings.compactMap { reading in
      guard case .known(let operation) = reading else { return nil }
      return operation.renamed(name)
    }
  }
}

extension [SharedOperation] {
  /// The commits that they name.
  fileprivate var named: Set<Dot> {
    var named: Set<Dot> = []
    for operation in self {
      _ = operation.renamed { dot in
        named.insert(dot)
        return dot
      }
    }
    return named
  }
}

extension VersionVector {
  /// Raises it so far that it has these commits: what names one has seen it.
  fileprivate mutating func cover(_ commits: Set<Dot>) {
    for dot in commits { self[dot.logIndex] = max(self[dot.logIndex], dot.counter) }
  }

  /// Adds those of some commits that are the first ones of their logs.
  fileprivate mutating func see(_ places: some Collection<Dot>) {
    for logIndex in Set(places.map(\.logIndex)) {
      let counters = places.filter { $0.logIndex == logIndex }.map(\.counter)
      self[logIndex] = max(self[logIndex], Orphan.first(counters))
    }
  }
}

extension Orphan {
  /// How many of a log's first commits are at these places.
  fileprivate static func first(_ places: some Sequence<UInt64>) -> UInt64 {
    let places = Set(places)
    var count: UInt64 = 0
    while places.contains(count + 1) { count += 1 }
    return count
  }

  /// A commit by its name in the new log: an orphan by the one that repeats it, the repeated commit
  /// itself by the one that is being written.
  fileprivate func name(_ dot: Dot, inCommit next: UInt64) -> Dot {
    let old = commit.dot.logIndex
    guard dot.logIndex == old || dot.logIndex == 0 else { return elsewhere[dot] ?? dot }
    if dot.counter == commit.dot.counter { return Dot(logIndex: 0, counter: next) }
    if let place = repeated[dot.counter] { return Dot(logIndex: 0, counter: place) }
    let lost = Dot(logIndex: old, counter: dot.counter)
    return elsewhere[lost] ?? lost
  }
}

extension SharedOperation {
  /// The same operation with other names for the commits that it speaks of.
  func renamed(_ name: (Dot) -> Dot) -> SharedOperation {
    func named(_ object: ObjectID) -> ObjectID {
      let dot = name(Dot(logIndex: object.logIndex, counter: object.counter))
      return ObjectID(
        logIndex: dot.logIndex, counter: dot.counter, operationIndex: object.operationIndex)
    }
    switch self {
    case .create: return self
    case .set(let object, let field, let value, let replaces, let resolves, let note):
      let renamed: Replacement =
        if case .dots(let dots) = replaces { .dots(dots.map(name)) } else { replaces }
      return .set(
        object: named(object), field: field, value: value, replaces: renamed, resolves: resolves,
        note: note)
    case .add(let object, let field, let value):
      return .add(object: named(object), field: field, value: value)
    case .remove(let object, let field, let dots):
      return .remove(object: named(object), field: field, replaces: dots.map(name))
    case .append(let object, let field, let value):
      return .append(object: named(object), field: field, value: value)
    case .putChunk(let object, let index, let content):
      return .putChunk(object: named(object), index: index, content: content)
    }
  }
}

extension Reissue {
  func encoded() -> Iscan_Sync_V1_Reissue {
    .with {
      $0.logIndex = orphan.logIndex
      $0.counter = orphan.counter
      $0.commitHash = Data(hash.bytes)
      $0.context = context.entries.map { entry in
        .with {
          $0.logIndex = entry.logIndex
          $0.advance = entry.counter
        }
      }
    }
  }
}
