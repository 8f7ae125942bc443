public import PartnershipRecords

/// What went wrong with a key, a certificate, an enrolment file or a connection.
///
/// Callers tell errors apart by `code`; the factories beside each group of files list the codes.
public struct TransportError: RemediedError, Equatable {
  public let code: String
  public let detail: String
  public let remedy: String

  /// Creates an error; the module's files give the words.
  init(_ code: String, _ detail: String, remedy: String) {
    self.code = code
    self.detail = detail
    self.remedy = remedy
  }
}
