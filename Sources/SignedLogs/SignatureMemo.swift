internal import Synchronization

/// Remembers which signatures are good, for programs that run many replicas in one process.
///
/// In a simulation every replica checks what every other has checked already. While a memo is
/// ``current``, a signature that was made or found good under it is not computed again; one that
/// differs in a single bit of key, message or signature is. A product that runs one replica has no
/// use for it: without a memo nothing is remembered.
public final class SignatureMemo: Sendable {
  /// The memo that signing and verifying use; `nil`, the usual case: none.
  @TaskLocal public static var current: SignatureMemo?

  private struct Entry: Hashable {
    let key: [UInt8]
    let message: [UInt8]
    let signature: [UInt8]

    /// Many bytes at a time: a signature is as good as random.
    func hash(into hasher: inout Hasher) {
      signature.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }

  private let good = Mutex<Set<Entry>>([])
  private let trustsSigning: Bool

  /// - Parameter trustsSigning: Whether a signature that was made under the memo is taken for good;
  ///   if not, each is verified once, by whoever meets it first.
  public init(trustsSigning: Bool = true) { self.trustsSigning = trustsSigning }

  func noteMade(_ key: PublicKey, _ message: [UInt8], _ signature: [UInt8]) {
    if trustsSigning { remember(key, message, signature) }
  }

  func remember(_ key: PublicKey, _ message: [UInt8], _ signature: [UInt8]) {
    _ = good.withLock {
      $0.insert(Entry(key: key.bytes, message: message, signature: signature))
    }
  }

  func knows(_ key: PublicKey, _ message: [UInt8], _ signature: [UInt8]) -> Bool {
    good.withLock {
      $0.contains(Entry(key: key.bytes, message: message, signature: signature))
    }
  }
}
