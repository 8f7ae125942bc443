import CausalHistory
import SignedLogs
import SyncProtocol

/// Every world of a hub and two nodes that edit two fields of one task, in every order.
///
/// After each edit either nobody synchronises or one node does; with a restore, one node's database
/// is put back once, before one of the edits. At the end all synchronise, and must be equal and as
/// the oracle has it.
public enum TinyWorlds {
  /// What an enumeration came to.
  public struct Outcome: Sendable {
    /// Whole worlds, from the first edit to the end.
    public internal(set) var worlds = 0
    /// Situations passed on the way, those that worlds share counted once.
    public internal(set) var states = 0
    public internal(set) var violation: Violation?
    /// How the failing world went.
    public internal(set) var steps = ""
  }

  /// - Parameters:
  ///   - edits: How many edits a world has.
  ///   - restores: Whether worlds in which the first node's database is put back are there too.
  ///   - progress: Told now and then how many worlds are done.
  /// - Returns: The counts, and the first world that breaks an invariant.
  public static func enumerate(
    edits: Int = 4, restores: Bool = false, progress: (Int) -> Void = { _ in }
  ) -> Outcome {
    SignatureMemo.$current.withValue(SignatureMemo()) {
      var search = TinySearch(edits: edits, restores: restores)
      do {
        try search.begin()
        try search.explore(depth: 0, isRestored: !restores, progress)
      } catch let violation as Violation {
        search.outcome.violation = violation
      } catch {
        search.outcome.violation = Violation(.S30, "nobody expected \(error)")
      }
      search.outcome.steps = search.path.joined(separator: ", ")
      return search.outcome
    }
  }
}

/// A search that goes down one edit and back again.
private struct TinySearch {
  var outcome = TinyWorlds.Outcome()
  var path: [String] = []
  private let edits: Int
  private let world: World
  private var scope: ScopeID?
  private var object: (ObjectID, ObjectKey)?
  private var oldImage: StorageImage?

  init(edits: Int, restores: Bool) {
    self.edits = edits
    var plan = RunPlan(seed: 1)
    (plan.nodes, plan.scopes, plan.peoplePerNode, plan.faults) = (2, 1, 1, [])
    world = World(plan, mode: .memory, keepsLog: false)
  }

  /// A region in which everybody knows one task.
  mutating func begin() throws {
    try world.found()
    world.queue.removeAll()
    for place in [1, 2, 1, 2, 1, 2] { try synchronise(place) }
    let scope = world.scopes[0]
    let first = world.replicas[1]
    try world.createTask(first.people[0].actor, at: first, scope)
    for place in [1, 2] { try synchronise(place) }
    guard let made = try first.storage.objects(of: scope).first,
      let key = try world.key(of: made.id, first, scope)
    else { throw Violation(.S2, "the task is not there") }
    (self.scope, object) = (scope, (made.id, key))
    oldImage = try first.storage.image()
  }

  private func synchronise(_ place: Int) throws {
    try world.connect(world.replicas[place])
    try world.settle(within: 5_000)
  }

  mutating func explore(depth: Int, isRestored: Bool, _ progress: (Int) -> Void) throws {
    outcome.states += 1
    if depth == edits {
      outcome.worlds += 1
      if outcome.worlds.isMultiple(of: 1_000) { progress(outcome.worlds) }
      return try finish()
    }
    if !isRestored, depth > 0 {
      try branch("restore") { search in
        if let image = search.oldImage { try search.world.replicas[1].storage.restore(image) }
        try search.explore(depth: depth, isRestored: true, progress)
      }
    }
    for replica in 0...2 {
      // The two fields are alike: the first edit is always of the first.
      for field in depth == 0 ? [SimulatedTask.status] : [SimulatedTask.status, SimulatedTask.due] {
        for sync in 0...2 {
          try branch("\(replica) sets \(field)" + (sync > 0 ? ", \(sync) syncs" : "")) { search in
            try search.edit(replica, field)
            if sync > 0 { try search.synchronise(sync) }
            try search.explore(depth: depth + 1, isRestored: isRestored, progress)
          }
        }
      }
    }
  }

  private mutating func branch(_ name: String, _ body: (inout TinySearch) throws -> Void) throws {
    let images = try world.replicas.map { ($0, try $0.storage.image(), $0.keys) }
    // What left a process in one world has not left it in the next.
    let (looks, released, acknowledged) = (
      world.lastLooks, world.released, world.acknowledged
    )
    path.append(name)
    try body(&self)
    path.removeLast()
    for (replica, image, keys) in images {
      try replica.storage.restore(image)
      replica.keys = keys
    }
    (world.lastLooks, world.released, world.acknowledged) = (looks, released, acknowledged)
  }

  private func edit(_ place: Int, _ field: UInt32) throws {
    guard let scope, let object else { return }
    let replica = world.replicas[place]
    let shown = try replica.storage.object(object.0, of: scope)?.fields[field]?.siblings ?? []
    world.valueCount += 1
    let value: SharedValue =
      field == SimulatedTask.due ? .day(Int32(world.valueCount)) : .code("v\(world.valueCount)")
    let person = place == 0 ? world.hub.people[0] : replica.people[0]
    try world.write(
      [try SimulatedTask.set(field, of: object.0, to: value)],
      [
        OracleOperation(
          object: object.1, field: field, action: .setAll, value: value,
          screen: try shown.map { try world.hash(of: $0.dot, replica, scope) })
      ], by: person.actor, at: replica, scope)
  }

  private func finish() throws {
    for place in [1, 2, 1, 2] { try synchronise(place) }
    try world.checkLevel()
    try world.look(at: world.hub)
  }
}
