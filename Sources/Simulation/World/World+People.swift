import CausalHistory
import PartnershipRecords
import SignedLogs
import SyncProtocol

extension World {
  /// Somebody at a replica does something.
  func act(at replica: SimulatedReplica) throws {
    guard replica.isUp, !replica.people.isEmpty else { return }
    let who = peopleRandom.below(replica.people.count)
    if replica.people[who].form != nil {
      if plan.strength(.staleForm) > 0, peopleRandom.chance(40) { return }
      return try save(who, at: replica)
    }
    let candidates = try replica.storage.scopes().filter {
      try replica.storage.control(of: $0).members[replica.node] == .writer
    }
    guard let scope = peopleRandom.pick(candidates) else { return }
    let objects = try replica.storage.objects(of: scope)
    let person = replica.people[who].actor
    guard !objects.isEmpty, !peopleRandom.chance(12),
      let object = peopleRandom.pick(objects)
    else { return try createTask(person, at: replica, scope) }
    guard mayEdit(object, replica) else { return }
    switch peopleRandom.below(10) {
    case 0: try comment(person, at: replica, scope, object)
    case 1, 2: try changeTags(person, at: replica, scope, object)
    default:
      try open(object, by: who, at: replica, scope)
      if !peopleRandom.chance(plan.strength(.staleForm) * 2) { try save(who, at: replica) }
    }
  }

  /// A person opens a form: from now on it shows what it shows, whatever arrives.
  private func open(
    _ object: ObjectState, by who: Int, at replica: SimulatedReplica, _ scope: ScopeID
  ) throws {
    guard let key = try key(of: object.id, replica, scope) else { return }
    var screen: [UInt32: [Person.Shown]] = [:]
    for field in [SimulatedTask.status, SimulatedTask.due] {
      screen[field] = try (object.fields[field]?.siblings ?? []).map {
        Person.Shown(dot: $0.dot, commit: try hash(of: $0.dot, replica, scope))
      }
    }
    replica.people[who].form = Person.Form(
      scope: scope, object: object.id, key: key, screen: screen, openedAt: now)
  }

  /// What a later release has written to is shown, and not to be changed here.
  private func mayEdit(_ object: ObjectState, _ replica: SimulatedReplica) -> Bool {
    replica.isLater || !object.needsNewerRelease
  }

  private func save(_ who: Int, at replica: SimulatedReplica) throws {
    guard let form = replica.people[who].form else { return }
    replica.people[who].form = nil
    guard let object = try replica.storage.object(form.object, of: form.scope),
      try key(of: form.object, replica, form.scope) == form.key, mayEdit(object, replica)
    else { return }
    var fields = [SimulatedTask.status]
    if peopleRandom.chance(30) { fields.append(SimulatedTask.due) }
    if peopleRandom.chance(20) { fields = [SimulatedTask.due] }
    var meant: [OracleOperation] = []
    var operations: [ShareableOperation] = []
    for field in fields {
      let shown = form.screen[field] ?? []
      // What a client has to do: name what was on screen, unless nothing else has come meanwhile.
      let isFresh = (object.fields[field]?.siblings ?? []).map(\.dot) == shown.map(\.dot)
      let value = self.value(of: field)
      operations.append(
        try SimulatedTask.set(
          field, of: form.object, to: value,
          replaces: isFresh ? .allInContext : .dots(shown.map(\.dot)), resolves: shown.count > 1))
      meant.append(
        OracleOperation(
          object: form.key, field: field,
          action: isFresh ? .setAll : .setNamed(shown.map(\.commit)), value: value,
          screen: shown.map(\.commit)))
    }
    try write(operations, meant, by: replica.people[who].actor, at: replica, form.scope)
  }

  /// A value that is seldom written twice; sometimes two people do agree.
  private func value(of field: UInt32) -> SharedValue {
    valueCount += 1
    let number = peopleRandom.chance(15) ? 1 : valueCount
    return field == SimulatedTask.due ? .day(Int32(number)) : .code("v\(number)")
  }

  func createTask(_ actor: Actor, at replica: SimulatedReplica, _ scope: ScopeID) throws {
    valueCount += 1
    let reference = "T-\(valueCount)"
    let status = value(of: SimulatedTask.status)
    var tags: [SharedValue] = []
    if peopleRandom.chance(30) { tags = [.code("t\(peopleRandom.below(3))")] }
    try write(by: actor, at: replica, scope) { name, _ in
      [try SimulatedTask.create(reference: reference)]
        + [try SimulatedTask.set(SimulatedTask.status, of: name, to: status)]
        + (try tags.map { try SimulatedTask.add($0, to: SimulatedTask.tags, of: name) })
    } meaning: { commit in
      let key = ObjectKey(commit: commit, operation: 0)
      return [
        OracleOperation(object: key, field: 0, action: .create, value: nil, screen: []),
        OracleOperation(
          object: key, field: SimulatedTask.status, action: .setAll, value: status, screen: []),
      ]
        + tags.map {
          OracleOperation(
            object: key, field: SimulatedTask.tags, action: .add, value: $0, screen: [])
        }
    }
  }

  private func comment(
    _ actor: Actor, at replica: SimulatedReplica, _ scope: ScopeID, _ object: ObjectState
  ) throws {
    guard let key = try key(of: object.id, replica, scope) else { return }
    valueCount += 1
    let text = SharedValue.text("canary-\(scope.hex.prefix(12))-\(valueCount).")
    try write(
      [try SimulatedTask.append(text, to: SimulatedTask.entries, of: object.id)],
      [
        OracleOperation(
          object: key, field: SimulatedTask.entries, action: .append, value: text, screen: [])
      ], by: actor, at: replica, scope)
  }

  private func changeTags(
    _ actor: Actor, at replica: SimulatedReplica, _ scope: ScopeID, _ object: ObjectState
  ) throws {
    guard let key = try key(of: object.id, replica, scope) else { return }
    let elements = object.fields[SimulatedTask.tags]?.elements ?? []
    if let element = peopleRandom.pick(elements), peopleRandom.chance(50) {
      let named = elements.filter { $0.value == element.value }
      let hashes = try named.map { try hash(of: $0.dot, replica, scope) }
      return try write(
        [try SimulatedTask.remove(named.map(\.dot), from: SimulatedTask.tags, of: object.id)],
        [
          OracleOperation(
            object: key, field: SimulatedTask.tags, action: .remove(hashes), value: nil,
            screen: hashes)
        ], by: actor, at: replica, scope)
    }
    let value = SharedValue.code("t\(peopleRandom.below(3))")
    try write(
      [try SimulatedTask.add(value, to: SimulatedTask.tags, of: object.id)],
      [
        OracleOperation(
          object: key, field: SimulatedTask.tags, action: .add, value: value, screen: [])
      ], by: actor, at: replica, scope)
  }

  func write(
    _ operations: [ShareableOperation], _ meant: [OracleOperation], by actor: Actor,
    at replica: SimulatedReplica, _ scope: ScopeID
  ) throws {
    try write(by: actor, at: replica, scope) { _, _ in
      operations
    } meaning: { _ in
      meant
    }
  }

  /// Writes one commit as the product does, and tells the oracle how it came about.
  private func write(
    by actor: Actor, at replica: SimulatedReplica, _ scope: ScopeID,
    operations: (ObjectID, VersionVector) throws -> [ShareableOperation],
    meaning: (Digest) -> [OracleOperation]
  ) throws {
    try beginLogs(at: replica, scope)
    let control = try replica.storage.control(of: scope)
    guard let own = try replica.storage.ownLog(in: scope),
      let key = replica.keys.logKeys[own.log],
      let logIndex = control.logIndex(of: own.log), control.logs[logIndex]?.cut == nil
    else { return }
    let before = try replica.storage.frontier(of: scope)
    let head = try replica.storage.positions(of: scope)[logIndex]?.head ?? .genesis(own.log)
    let commit: VerifiedCommit
    let salt = peopleRandom.chance(50) ? keyRandom.bytes(16) : []
    if let later = drawLater(at: replica) {
      commit = try writeLater(
        later, by: actor, salt: salt, key: key, own: own.log, logIndex: logIndex, at: replica, scope
      ) {
        try operations($0, before)
      } tell: {
        try tell($0, before, head, control, scope, own, replica) {
          let known = meaning($0)
          return known + (known.first.map { later.meaning(of: $0.object) } ?? [])
        }
      }
    } else {
      do {
        commit = try replica.storage.write(
          in: scope, by: actor, now: replica.clock(now), salt: salt, key: key,
          claiming: replica.isLiar && strikes(.lyingAuthor) ? Digest(hashing: [1]) : nil
        ) { try operations($0, before) }
      } catch StorageFault.mayNotWrite {
        return
      } catch StorageFault.uncertain(let place, let commit) {
        try tell(commit, before, head, control, scope, own, replica, meaning)
        throw StorageFault.disk(place, "a commit may be written or not")
      }
      try tell(commit, before, head, control, scope, own, replica, meaning)
    }
    replica.saved.insert(commit.hash)
    note(
      (replica.place, Int(logIndex), Int(commit.dot.counter)),
      "\(replica.name) writes \(commit.dot)")
    try tellLiveSessions(of: replica, scope)
  }

  /// Tells the oracle how a commit came about.
  private func tell(
    _ commit: VerifiedCommit, _ before: VersionVector, _ head: LogHead, _ control: ControlState,
    _ scope: ScopeID, _ own: OwnLogEntry, _ replica: SimulatedReplica,
    _ meaning: (Digest) -> [OracleOperation]
  ) throws {
    counts.commits += 1
    // A machine that was put back whole cannot know, until it meets somebody who does.
    guard commit.dot.counter > released[own.log] ?? 0 || replica.mayFork else {
      throw Violation(
        .S15,
        "\(replica.name) writes place \(commit.dot.counter) of a log that it has let out before")
    }
    var context: [LogID: UInt64] = [:]
    for entry in before.entries {
      if let log = control.logs[entry.logIndex]?.genesis.log { context[log] = entry.counter }
    }
    let isLie =
      commit.control.sequence > 0
      && oracle.records[scope]?.contains(commit.control.hash) != true
    if isLie { counts.fault(.lyingAuthor) }
    oracle.note(
      OracleCommit(
        hash: commit.hash, previous: head.hash, scope: scope, log: own.log,
        counter: commit.dot.counter, author: replica.memberPlace, machine: replica.place,
        context: context,
        operations: meaning(commit.hash), controlSequence: commit.control.sequence,
        namesUnknownRecord: isLie))
  }

  // MARK: Names

  /// The commit at a place of a log, as this replica holds it.
  func hash(of dot: Dot, _ replica: SimulatedReplica, _ scope: ScopeID) throws -> Digest {
    let place =
      dot.logIndex > 0
      ? try replica.storage.positions(of: scope)[dot.logIndex]?.head
      : try replica.storage.waitingHead(in: scope)
    guard let head = place, dot.counter >= 1, dot.counter <= head.counter
    else { throw Violation(.S7, "\(replica.name) shows \(dot), which is not in its logs") }
    var hash = head.hash
    for _ in dot.counter..<head.counter {
      guard let commit = oracle.commits[hash] else {
        throw Violation(.S10, "\(replica.name) holds a commit near \(dot) that nobody wrote")
      }
      hash = commit.previous
    }
    return hash
  }

  func key(of object: ObjectID, _ replica: SimulatedReplica, _ scope: ScopeID) throws -> ObjectKey?
  {
    ObjectKey(
      commit: try hash(
        of: Dot(logIndex: object.logIndex, counter: object.counter), replica, scope),
      operation: object.operationIndex)
  }
}
