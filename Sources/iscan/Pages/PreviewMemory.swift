import Synchronization

/// Who has looked at which release, so that turning a page is not recorded as another look.
final class PreviewMemory: Sendable {
  private struct Look: Hashable {
    let release: String
    let handle: String
  }

  private let looks = Mutex(Set<Look>())

  func hasLooked(_ handle: String, at release: String) -> Bool {
    looks.withLock { $0.contains(Look(release: release, handle: handle)) }
  }

  func note(_ handle: String, at release: String) {
    looks.withLock { _ = $0.insert(Look(release: release, handle: handle)) }
  }
}
