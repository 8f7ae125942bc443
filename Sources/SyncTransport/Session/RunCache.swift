internal import SignedLogs
internal import SyncProtocol
internal import Synchronization

/// Runs as they travel, for the sessions of one process: what many peers are sent is read, packed
/// and encoded once.
public final class RunCache: Sendable {
  private struct Store {
    var runs: [LoadRequest: EncodedRun] = [:]
    var order: [LoadRequest] = []
    var bytes = 0
  }

  private let store = Mutex(Store())
  private let bytesMax: Int

  /// - Parameter bytesMax: How many bytes of runs are kept; the oldest go first.
  public init(bytesMax: Int = 4 << 20) { self.bytesMax = bytesMax }

  /// The run that answers a request, if it was made before.
  func run(for request: LoadRequest) -> EncodedRun? { store.withLock { $0.runs[request.key] } }

  /// Forgets all: what is in them may have been withdrawn.
  public func removeAll() { store.withLock { $0 = Store() } }

  func keep(_ run: EncodedRun, for request: LoadRequest) {
    store.withLock { store in
      guard store.runs.updateValue(run, forKey: request.key) == nil else { return }
      store.order.append(request.key)
      store.bytes += run.byteCount
      while store.bytes > bytesMax, store.order.count > 1 {
        let oldest = store.order.removeFirst()
        store.bytes -= store.runs.removeValue(forKey: oldest)?.byteCount ?? 0
      }
    }
  }
}

extension LoadRequest {
  /// The same request of a peer with more credit: a run may be larger than was asked for, and then
  /// waits for credit.
  fileprivate var key: LoadRequest {
    guard case .run(let scope, let logIndex, let first, let last, let limit, _) = self else {
      return self
    }
    return .run(
      scope, logIndex: logIndex, first: first, last: last, limit: limit,
      byteLimit: SyncLimits.bytesPerRun)
  }
}
