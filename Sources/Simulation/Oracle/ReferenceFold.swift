import CausalHistory
import SignedLogs

/// The plainest fold that there is: of all writes of a field those stand that no accepted write
/// replaced. Knows nothing of the product's fold.
struct ReferenceFold {
  struct Write {
    let key: WriteKey
    let log: LogID
    let counter: UInt64
    let value: SharedValue?
    let operation: OracleOperation
  }

  private let seen: (LogID, OracleCommit) -> UInt64
  private(set) var accepted: [Digest: OracleCommit] = [:]
  private(set) var void: Set<Digest> = []
  private(set) var objects: [ObjectKey] = []
  /// Writes of each field that stand.
  private(set) var siblings: [FieldKey: [Write]] = [:]
  private(set) var elements: [FieldKey: [Write]] = [:]
  private(set) var entries: [FieldKey: [Write]] = [:]
  /// Objects that an earlier release may not edit.
  private(set) var closed: Set<ObjectKey> = []
  /// Operations of accepted commits on objects that are not there, or that their authors had not seen.
  private(set) var passedOver: [(OracleCommit, OracleOperation)] = []
  /// Every accepted write of a register, whether it stands or not.
  private(set) var written: [FieldKey: [Write]] = [:]

  /// Folds chains of commits under the control log up to a record.
  ///
  /// - Parameters:
  ///   - chains: Each log's commits from the first, in ascending order of log index.
  ///   - withdrawn: Commits of which nothing is left.
  ///   - cut: Where a log ends.
  ///   - seen: How far the author of a commit had seen a log.
  init(
    _ chains: [[OracleCommit]], withdrawn: Set<Digest>, cut: (LogID) -> OracleCut?,
    seen: @escaping (LogID, OracleCommit) -> UInt64
  ) {
    self.seen = seen
    var all: [OracleCommit] = []
    for chain in chains {
      let end = chain.first.flatMap { cut($0.log) }
      for commit in chain {
        let isBeyond =
          end.map {
            commit.counter > $0.counter || commit.counter == $0.counter && commit.hash != $0.hash
          } ?? false
        if isBeyond || commit.namesUnknownRecord || withdrawn.contains(commit.hash) {
          void.insert(commit.hash)
        } else {
          accepted[commit.hash] = commit
          all.append(commit)
        }
      }
    }
    for commit in all { collect(commit) }
    dropReplaced()
  }

  private func knows(_ commit: OracleCommit, _ object: ObjectKey, before operation: Int) -> Bool {
    if object.commit == commit.hash { return Int(object.operation) < operation }
    guard let made = accepted[object.commit] else { return false }
    return made.counter <= seen(made.log, commit)
  }

  private mutating func collect(_ commit: OracleCommit) {
    for (index, operation) in commit.operations.enumerated() {
      let key = WriteKey(commit: commit.hash, operation: UInt32(index))
      let field = FieldKey(object: operation.object, field: operation.field)
      let write = Write(
        key: key, log: commit.log, counter: commit.counter, value: operation.value,
        operation: operation)
      if operation.action == .create {
        objects.append(operation.object)
        continue
      }
      guard knows(commit, operation.object, before: index) else {
        passedOver.append((commit, operation))
        continue
      }
      switch operation.action {
      case .create: break
      case .setAll, .setNamed: written[field, default: []].append(write)
      case .laterSet:
        written[field, default: []].append(write)
        closed.insert(operation.object)
      case .add, .laterAdd: elements[field, default: []].append(write)
      case .remove(let named): removals.append((field, commit, named))
      case .append: entries[field, default: []].append(write)
      }
    }
  }

  private var removals: [(FieldKey, OracleCommit, [Digest])] = []

  private mutating func dropReplaced() {
    for (field, writes) in written {
      siblings[field] = writes.filter { old in !writes.contains { replaces($0, old) } }
    }
    for (field, commit, named) in removals {
      elements[field]?.removeAll {
        named.contains($0.key.commit) && $0.counter <= seen($0.log, commit)
      }
    }
  }

  /// Whether the author of a write counts as having seen another.
  func saw(_ new: Write, _ old: Write) -> Bool {
    accepted[new.key.commit].map { old.counter <= seen(old.log, $0) } ?? false
  }

  private func replaces(_ new: Write, _ old: Write) -> Bool {
    guard new.key != old.key, let commit = accepted[new.key.commit],
      old.counter <= seen(old.log, commit)
    else { return false }
    switch new.operation.action {
    case .setAll, .laterSet: return true
    case .setNamed(let named): return named.contains(old.key.commit)
    default: return false
    }
  }
}
