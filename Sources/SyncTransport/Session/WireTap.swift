/// Sees every message that passes, before it is encrypted and after it is decrypted.
///
/// For tests that prove what does not leave a machine. It is called in the order of the messages
/// in each direction.
public struct WireTap: Sendable {
  /// Which way a message goes, seen from the side that has the tap.
  public enum Direction: Sendable, Hashable {
    case sent
    case received
  }

  let observe: @Sendable (Direction, [UInt8]) -> Void

  /// Creates a tap.
  ///
  /// - Parameter observe: Given each message; should return quickly.
  public init(observe: @escaping @Sendable (_ direction: Direction, _ message: [UInt8]) -> Void) {
    self.observe = observe
  }
}
