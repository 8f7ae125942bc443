/// An error that says what happened and what to do next.
///
/// Every error of the product that a person may see conforms. Its words never carry a record's
/// content: an error travels into logs.
public protocol RemediedError: Error, Sendable, CustomStringConvertible {
  /// A short stable code, such as `import-file-unreadable`; scripts may rely on it.
  var code: String { get }
  /// What was found, with the values that show it.
  var detail: String { get }
  /// The first thing to try, addressed to the person at this machine.
  var remedy: String { get }
}

extension RemediedError {
  public var description: String { "\(code): \(detail) \(remedy)" }
}
