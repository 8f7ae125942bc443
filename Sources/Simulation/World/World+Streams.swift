import SignedLogs
import SyncProtocol

import struct Foundation.Data

extension World {
  /// Puts a frame on its way: late, in part, or not at all, as the run's faults have it.
  func send(_ frame: Data, _ connection: Connection, from place: Int) throws {
    try check(frame, connection, from: place)
    counts.frames += 1
    counts.bytes += frame.count
    var pipe = connection.pipes[1 - place]
    defer { connection.pipes[1 - place] = pipe }
    guard !pipe.isBroken else { return }
    var delay = UInt64(1 + networkRandom.below(40))
    if strikes(.delay) { delay += UInt64(networkRandom.below(60_000)) }
    if strikes(.clog) {
      counts.fault(.clog)
      pipe.clogsUntil = now + UInt64(networkRandom.below(30_000))
    }
    let arrival = max(now + delay, pipe.lastArrival, pipe.clogsUntil)
    pipe.lastArrival = arrival
    pipe.carried += frame.count + 5
    if let limit = pipe.breaksAfter, pipe.carried > limit {
      counts.fault(.cut)
      pipe.isBroken = true
      return breakOff(connection, at: arrival, receiver: 1 - place, &pipe)
    }
    pipe.parcels.append(
      Pipe.Parcel(time: arrival, frame: mangled(frame, from: replicas[connection.places[place]])))
    queue.add(.arrival(connection: connection.number, side: 1 - place), at: arrival)
  }

  /// Both ends learn that the stream is gone; with a half-open one the sender does not.
  private func breakOff(
    _ connection: Connection, at time: UInt64, receiver: Int, _ pipe: inout Pipe
  ) {
    note((connection.number, receiver, 7), "connection \(connection.number) breaks")
    pipe.parcels.append(Pipe.Parcel(time: time, frame: nil))
    queue.add(.arrival(connection: connection.number, side: receiver), at: time)
    if strikes(.halfOpen) {
      counts.fault(.halfOpen)
      return
    }
    connection.pipes[1 - receiver].parcels.append(
      Pipe.Parcel(time: max(time, connection.pipes[1 - receiver].lastArrival), frame: nil))
    connection.pipes[1 - receiver].isBroken = true
    queue.add(
      .arrival(connection: connection.number, side: 1 - receiver),
      at: max(time, connection.pipes[1 - receiver].lastArrival))
  }

  /// What a liar makes of a frame.
  private func mangled(_ frame: Data, from replica: SimulatedReplica) -> Data {
    guard replica.mangles, strikes(replica.place == 0 ? .lyingHub : .mangledFrames), !frame.isEmpty
    else { return frame }
    counts.fault(replica.place == 0 ? .lyingHub : .mangledFrames)
    var bytes = [UInt8](frame)
    switch networkRandom.below(4) {
    case 0: bytes.removeLast(1 + networkRandom.below(bytes.count))
    case 1: bytes += networkRandom.bytes(1 + networkRandom.below(20))
    default:
      for _ in 0...networkRandom.below(3) {
        bytes[networkRandom.below(bytes.count)] ^= UInt8(1 << networkRandom.below(8))
      }
    }
    return Data(bytes)
  }

  func arrive(_ number: Int, _ place: Int) throws {
    guard let connection = connections[number], !connection.sides[place].isOver else { return }
    while let parcel = connection.pipes[place].parcels.first, parcel.time <= now {
      connection.pipes[place].parcels.removeFirst()
      connection.sides[place].inbox.append(parcel.frame.map { .received($0) } ?? .disconnected)
    }
    try pump(connection, place)
  }

  func tick(_ number: Int) throws {
    guard let connection = connections[number] else { return }
    for place in 0...1 {
      connection.sides[place].inbox.append(.tick)
      try pump(connection, place)
    }
    guard connections[number] != nil else { return }
    // Where nothing is under way only silence has to be noticed.
    let isIdle = connection.sides.allSatisfy(\.session.isIdle)
    queue.add(.tick(connection: number), at: now + (isIdle ? 40_000 : 20_000))
  }

  /// Begins to write what a session asked for.
  func begin(_ request: ApplyRequest, _ connection: Connection, _ place: Int) throws {
    if case .commits(let scope, let runs) = request {
      try checkBeforeApply(runs, scope, replicas[connection.sides[place].replica])
    }
    connection.sides[place].storing = request
    if strikes(.slowDisk) {
      counts.fault(.slowDisk)
      queue.add(
        .stored(connection: connection.number, side: place),
        at: now + UInt64(1 + diskRandom.below(5_000)))
    } else {
      try storeNow(connection.number, place)
    }
  }

  /// Writes, and tells the session.
  func storeNow(_ number: Int, _ place: Int) throws {
    guard let connection = connections[number], let request = connection.sides[place].storing else {
      return
    }
    let replica = replicas[connection.sides[place].replica]
    connection.sides[place].storing = nil
    let input: SessionInput
    var changed: ScopeID?
    do {
      if mode == .memory, strikes(.diskFull) {
        counts.fault(.diskFull)
        throw StorageFault.disk(replica.place, "full")
      }
      let content = try store(request, replica)
      if case .control = request { connection.sides[place].heard = try sequences(at: replica) }
      input = .applied(content)
      changed = request.scope
    } catch is StorageFault {
      // As in the product's driver: what the session asked for after it is not done any more.
      connection.sides[place].outputs = []
      connection.sides[place].answers = []
      input = .storageFailed
    } catch SyncError.refused(let code, _) {
      connection.sides[place].outputs = []
      connection.sides[place].answers = []
      input = .peerRefused(code)
    }
    connection.sides[place].answers.append(input)
    try pump(connection, place)
    if let changed { try tellLiveSessions(of: replica, changed, except: number) }
  }

  private func noteSeals(of runs: [VerifiedRun], _ replica: SimulatedReplica, _ scope: ScopeID) {
    let key = LookKey(replica: replica.place, scope: scope)
    for run in runs {
      let log = run.position.head.logID
      sealed[key, default: [:]][log] = max(run.seal.counter, sealed[key]?[log] ?? 0)
    }
  }

  func store(_ request: ApplyRequest, _ replica: SimulatedReplica) throws -> AppliedContent {
    switch request {
    case .control(let scope, let genesis, let first, let records):
      let before =
        try genesis == nil ? replica.storage.control(of: scope).logs(of: replica.node).count : nil
      try replica.storage.apply(control: records, first: first, genesis: genesis, of: scope)
      try beginLogs(at: replica, scope)
      let after = try replica.storage.control(of: scope).logs(of: replica.node).count
      // A copy of this machine began another log, and may have written what waits here.
      if let before, after > before { try replica.storage.compareFirst(in: scope) }
      // The session looks at all logs anew, and may send what was written since it began.
      try raiseMark(replica, scope)
      try dropForms(at: replica, scope)
      replica.storage.erase(at: now)
      note(
        (replica.place, Int(first), records.count),
        "\(replica.name) takes \(records.count) control records from \(first)")
      let standing = try replica.storage.standing(of: scope, access: .full)
      return .control(scope, unadmitted: standing.unadmitted, positions: standing.positions)
    case .commits(let scope, let runs):
      // Before it is tried: a disk that fails may have kept it all the same.
      noteSeals(of: runs, replica, scope)
      try replica.storage.apply(runs, to: scope, now: replica.clock(now))
      if replica.place == 0 { reachedHub.formUnion(runs.flatMap(\.commits).map(\.hash)) }
      for run in runs {
        note(
          (replica.place, Int(run.position.logIndex), Int(run.position.head.counter)),
          "\(replica.name) takes log \(run.position.logIndex) to \(run.position.head.counter)")
      }
      return .commits(scope, runs)
    case .snapshotPart(let scope, let snapshot, let place, let part):
      try (replica.storage as? DatabaseStorage)?.keep(
        part: part, at: place, of: snapshot, in: scope)
      return .snapshotPart(scope)
    case .snapshot(let scope, let snapshot):
      guard let database = replica.storage as? DatabaseStorage else {
        return .snapshot(scope, positions: nil, reason: "the memory store keeps no snapshots")
      }
      let (positions, reason) = try database.install(snapshot, in: scope)
      note(
        (replica.place, positions?.count ?? 0, 26),
        "\(replica.name) "
          + (positions == nil ? "refuses a snapshot: \(reason)" : "takes a snapshot"))
      return .snapshot(scope, positions: positions, reason: reason)
    }
  }
}

extension ApplyRequest {
  var scope: ScopeID {
    switch self {
    case .control(let scope, _, _, _), .commits(let scope, _): scope
    case .snapshotPart(let scope, _, _, _), .snapshot(let scope, _): scope
    }
  }
}
