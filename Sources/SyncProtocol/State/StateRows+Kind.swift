public import SignedLogs

extension StateRows {
  /// The kind of an object; `nil` if it is not here.
  public func kind(of object: ObjectID) throws(Failure) -> UInt32? {
    guard case .header(let header)? = try value(at: StateKey(object, .header)) else { return nil }
    return header.kind
  }
}
