public import CausalHistory
public import SignedLogs

/// Who may write what: the same answer at every replica.
///
/// A function of the commit, of the control log and of what kinds of objects are in the commit's past;
/// nothing else. A log is admitted only for a node that is a writer, and every loss of rights carries
/// a cut for each log, so logs and cuts say who may write at all; the scope's rules say who may write
/// what.
public enum Authority {
  /// The newest rules that this release knows.
  public static let newestRulesVersion: UInt32 = ScopeGenesis.newestRulesVersion

  /// Why a commit has no effect, or nothing if it has.
  ///
  /// - Parameters:
  ///   - commit: Verified, and ready by `CausalCheck` under the same control log.
  ///   - seen: What its author had seen: ``ControlState/seen(by:)``.
  ///   - control: The scope's control log as far as it is here.
  ///   - kind: The kind of an object that is here; `nil` for one that is not.
  /// - Returns: The first reason that applies.
  /// - Throws: Only what `kind` throws.
  public static func void<Failure: Error>(
    _ commit: VerifiedCommit, seen: VersionVector, control: ControlState,
    kind: (ObjectID) throws(Failure) -> UInt32?
  ) throws(Failure) -> VoidReason? {
    if let reason = voidByControl(commit, control) { return reason }
    // Rules that this release does not know judge here as the newest it knows, until it is updated;
    // nobody writes in such a scope here.
    guard control.rulesVersion(for: commit) >= 2,
      let node = control.node(ofLog: commit.dot.logIndex)
    else { return nil }
    if control.genesis.kind == .broadcast, node != control.keeper { return .notKeeper }
    for (index, reading) in commit.readings.enumerated() {
      guard case .known(let operation) = reading, let object = operation.object else { continue }
      let named = object.resolved(in: commit)
      var found = commit.kind(ofOwn: named, before: index)
      // An object outside the author's past has no kind, even if it is here: its operation is passed
      // over by the fold.
      if seen.covers(Dot(logIndex: named.logIndex, counter: named.counter)) {
        found = try kind(named)
      }
      guard let found else { continue }
      for rule in WritingRules.version2 where rule.speaks(of: operation, on: found) {
        guard
          rule.writer.includes(node, object: named, field: operation.field ?? 0, control)
        else { return .notEntitled }
      }
    }
    return nil
  }

  /// What the control log alone says: the same whatever the scope's rules are.
  public static func voidByControl(_ commit: VerifiedCommit, _ control: ControlState)
    -> VoidReason?
  {
    guard let log = control.logs[commit.dot.logIndex], log.genesis.log == commit.head.logID else {
      return .logNotAdmitted
    }
    if let cut = log.cut, commit.isBeyond(cut) { return .beyondCut }
    if commit.control.sequence > 0, let hash = control.hash(at: commit.control.sequence),
      hash != commit.control.hash
    {
      return .controlRecordUnknown
    }
    if commit.withdrawal?.remainder.isEmpty == true { return .withdrawn }
    if let orphan = commit.reissueOf?.orphan {
      guard let other = control.logs[orphan.logIndex], other.cut != nil,
        other.genesis.node == log.genesis.node
      else { return .repeatMisplaced }
    }
    return nil
  }

  /// Whether this release knows the rules in force: where it does not, nobody writes here.
  public static func knowsRules(of control: ControlState) -> Bool {
    control.rulesVersion <= newestRulesVersion
  }

  /// Whether a release may write in a scope: it knows the rules in force, and the record kinds that it
  /// writes are as new as the scope's policy asks for. Where it may not, it reads and passes on.
  ///
  /// - Parameters:
  ///   - control: The scope's control log.
  ///   - schema: What the release writes.
  /// - Returns: `false`: what its people write is refused until it is updated; nothing is dropped.
  public static func mayWrite(
    under control: ControlState, schema: UInt32 = RecordSchema.written
  ) -> Bool {
    knowsRules(of: control) && schema >= control.policy?.schemaMin ?? 0
  }
}

extension VerifiedCommit {
  fileprivate func isBeyond(_ cut: LogCut) -> Bool {
    dot.counter > cut.counter || dot.counter == cut.counter && hash != cut.headHash
  }

  /// The kind of an object that an earlier operation of this commit creates.
  fileprivate func kind(ofOwn object: ObjectID, before index: Int) -> UInt32? {
    guard object.logIndex == dot.logIndex, object.counter == dot.counter,
      object.operationIndex < index,
      case .known(.create(let kind, _)) = readings[Int(object.operationIndex)]
    else { return nil }
    return kind
  }
}

extension ObjectID {
  /// The name that an object has everywhere: in its author's own words log 0 is the own log.
  fileprivate func resolved(in commit: VerifiedCommit) -> ObjectID {
    guard logIndex == 0 else { return self }
    return ObjectID(
      logIndex: commit.dot.logIndex, counter: counter, operationIndex: operationIndex)
  }
}
