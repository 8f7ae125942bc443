import CausalHistory
import SignedLogs
import SyncProtocol

/// S25: the same run under other clocks comes to the same.
///
/// Two runs with the same people and faults, but for those that count bytes: a stated time takes more
/// or fewer of them, so that a stream cut at a byte is cut elsewhere.
enum ClockComparison {
  static func run(_ plan: RunPlan) throws {
    var plan = plan
    plan.faults.removeAll {
      [.clock, .cut, .mangledFrames, .lyingHub, .diskFull, .bundle].contains($0.fault)
    }
    let outcomes = try [false, true].map { hasOddClocks in
      let world = World(plan, mode: .memory, keepsLog: false, hasOddClocks: hasOddClocks)
      try world.found()
      try world.runChaos()
      try world.heal()
      return try world.outcome()
    }
    guard outcomes[0] == outcomes[1] else {
      throw Violation(.S25, "under other clocks another state came about")
    }
  }
}

extension World {
  /// How far a machine's clock is off that is off for good; milliseconds.
  func oddClock(_ place: Int) -> Int64 {
    var random = SeededRandom(seed: plan.seed, stream: "odd-clock-\(place)")
    return Int64(random.within(-1_000_000_000_000...30_000_000_000_000))
  }

  /// What the hub shows in the end, whatever order it is shown in.
  fileprivate func outcome() throws -> [String] {
    try scopes.flatMap { scope in
      let void = try hub.storage.void(of: scope).keys.sorted().map { "void \($0)" }
      let objects = try hub.storage.objects(of: scope).flatMap { object in
        object.fields.flatMap { field, state in
          state.siblings.map { "\(object.id) \(field) \($0.dot) \($0.value)" }
            + state.elements.map {
              "\(object.id) \(field) \($0.dot) \($0.operationIndex) \($0.value)"
            }
            + state.entries.map {
              "\(object.id) \(field) \($0.dot) \($0.operationIndex) \($0.value)"
            }
        }
      }
      return void + objects.sorted()
    }
  }
}
