internal import Synchronization

/// Tells all sessions of this process the time: one timer, and no task or timer for a session that
/// waits. A hub has thousands of them.
final class SessionClock: Sendable {
  static let shared = SessionClock()

  private struct Entry {
    let work: SessionWork
    /// Ends a session's reading.
    let end: @Sendable () -> Void
    /// Seconds until the session is told; `nil` while it is being told.
    var wait: Int?
  }

  private struct Store {
    var entries: [ObjectIdentifier: Entry] = [:]
    var isRunning = false
  }

  private let store = Mutex(Store())

  /// Tells a session the time from now on.
  ///
  /// - Parameters:
  ///   - work: The session.
  ///   - end: Called when the session has ended by itself, or cannot go on.
  func watch(_ work: SessionWork, end: @escaping @Sendable () -> Void) {
    let isFirst = store.withLock { store in
      store.entries[ObjectIdentifier(work)] = Entry(work: work, end: end, wait: 1)
      defer { store.isRunning = true }
      return !store.isRunning
    }
    if isFirst { Task { await run() } }
  }

  /// A session needs the time no more.
  func forget(_ work: SessionWork) {
    store.withLock { $0.entries[ObjectIdentifier(work)] = nil }
  }

  private func run() async {
    while let due = nextSecond() {
      for entry in due { Task { await tell(entry) } }
      try? await Task.sleep(for: .seconds(1))
    }
  }

  /// The sessions to be told now; `nil` if there are no sessions.
  private func nextSecond() -> [Entry]? {
    store.withLock { store in
      guard !store.entries.isEmpty else {
        store.isRunning = false
        return nil
      }
      var due: [Entry] = []
      for (key, entry) in store.entries {
        guard let wait = entry.wait else { continue }
        if wait == 0 { due.append(entry) }
        store.entries[key]?.wait = wait == 0 ? nil : wait - 1
      }
      return due
    }
  }

  private func tell(_ entry: Entry) async {
    do {
      try await entry.work.tick()
      guard await !entry.work.hasEnded else { return entry.end() }
      let wait = await entry.work.tickSeconds
      store.withLock { $0.entries[ObjectIdentifier(entry.work)]?.wait = wait - 1 }
    } catch {
      entry.work.fail(error)
      entry.end()
    }
  }
}
