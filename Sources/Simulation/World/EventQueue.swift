import SignedLogs

/// What is to happen at a moment of virtual time.
enum Event {
  /// Something arrives at one side of a connection.
  case arrival(connection: Int, side: Int)
  /// A side's disk has finished what it was writing.
  case stored(connection: Int, side: Int)
  case tick(connection: Int)
  /// A process that ended starts again.
  case restart(replica: Int)
  /// A node calls its hub.
  case connect(replica: Int)
  /// A node that is level with its hub looks whether it has to repeat something.
  case goOn(replica: Int, exchanged: Set<ScopeID>)
  /// Somebody brings a file.
  case bundle(Int, BundleDamage)
}

/// Events in order of time; those of one moment in order of their making.
struct EventQueue {
  private struct Entry {
    let time: UInt64
    let order: UInt64
    let event: Event
  }

  private var heap: [Entry] = []
  private var made: UInt64 = 0

  var isEmpty: Bool { heap.isEmpty }
  var nextTime: UInt64? { heap.first?.time }

  mutating func add(_ event: Event, at time: UInt64) {
    made += 1
    heap.append(Entry(time: time, order: made, event: event))
    var place = heap.count - 1
    while place > 0, precedes(place, (place - 1) / 2) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func removeFirst() -> (time: UInt64, event: Event)? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink()
    }
    return (first.time, first.event)
  }

  mutating func removeAll() { heap.removeAll() }

  private mutating func sink() {
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
        if precedes(child, least) { least = child }
      }
      guard least != place else { return }
      heap.swapAt(place, least)
      place = least
    }
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    (heap[left].time, heap[left].order) < (heap[right].time, heap[right].order)
  }
}
