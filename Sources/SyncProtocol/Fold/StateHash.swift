public import SignedLogs

/// One number for the whole state of a scope, to compare replicas by.
public enum StateHash {
  /// H(TAG(state) ‖ for each object, ascending by name: u32 length ‖ bytes).
  ///
  /// Replicas with the same control log and the same commits have the same hash, in whatever order
  /// the commits came.
  ///
  /// - Parameter objects: Every object of a scope, in any order.
  /// - Returns: 32 bytes.
  public static func of(_ objects: some Sequence<ObjectState>) -> Digest {
    var message = Digest(hashing: Array("iscan/1/state".utf8)).bytes
    for object in objects.sorted(by: { $0.id < $1.id }) {
      let bytes = object.bytes
      Swift.withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { message.append(contentsOf: $0) }
      message += bytes
    }
    return Digest(hashing: message)
  }
}
