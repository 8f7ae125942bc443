import Synchronization

/// What is noted while a test goes on, and read at its end.
final class Notebook<Entry: Sendable>: Sendable {
  private let kept = Mutex<[Entry]>([])

  var entries: [Entry] { kept.withLock { $0 } }

  func note(_ entry: Entry) { kept.withLock { $0.append(entry) } }
}
