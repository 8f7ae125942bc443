internal import Crypto
public import Foundation
public import PartnershipRecords

/// What the hub's operator sends to the partnership that is to join.
///
/// It holds a one-use code, so it is sent as a letter would be: to one person. Whoever else gets
/// hold of it can ask to join, but is found out when the fingerprints are compared.
public struct Invitation: EnrolmentFile, Equatable {
  public static let kind = "an invitation"

  public let version: Int
  /// The region's name.
  public let region: String
  /// The hub's host name or address.
  public let hubAddress: String
  /// The hub's TCP port.
  public let hubPort: Int
  /// The DNS name in the hub's certificate.
  public let hubName: String
  /// The region's authority, in PEM form.
  public let authorityCertificatePEM: String
  /// 16 random bytes as 32 hexadecimal digits; good for one request.
  public let code: String
  /// Who is invited.
  public let partnership: Partnership
  /// The last moment at which a request may be made or accepted.
  public let expires: Date

  /// Makes an invitation.
  ///
  /// - Parameters:
  ///   - region: The region's name.
  ///   - hubAddress: Where nodes reach the hub.
  ///   - hubPort: The hub's TCP port.
  ///   - hubName: The DNS name in the hub's certificate.
  ///   - authority: The region's authority.
  ///   - partnership: Who is invited.
  ///   - expires: The last moment at which it may be used.
  ///   - generator: The source of the code.
  public init(
    region: String, hubAddress: String, hubPort: Int, hubName: String,
    authority: TransportCertificate, partnership: Partnership, expires: Date,
    using generator: inout some RandomNumberGenerator
  ) {
    version = 1
    self.region = region
    self.hubAddress = hubAddress
    self.hubPort = hubPort
    self.hubName = hubName
    authorityCertificatePEM = authority.pem
    code = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }.hexadecimal
    self.partnership = partnership
    // Files carry whole seconds; so does the value, that both compare equal.
    self.expires = Date(timeIntervalSince1970: expires.timeIntervalSince1970.rounded(.down))
  }

  /// The invitation's name, which tells nothing of its code: 16 hexadecimal digits.
  public var name: String {
    SHA256.hash(data: tag("invitation") + code.utf8).prefix(8).hexadecimal
  }

  /// The region's authority.
  ///
  /// - Returns: Its certificate.
  /// - Throws: `TransportError` with code `certificate-unreadable`.
  public func authority() throws -> TransportCertificate {
    try TransportCertificate(pem: authorityCertificatePEM)
  }

  /// Verifies that the invitation is whole and still good.
  ///
  /// - Parameter now: The present time.
  /// - Throws: `TransportError` with code `enrolment-file-unreadable`, `invitation-expired` or
  ///   `certificate-unreadable`.
  public func verify(now: Date) throws {
    guard bytes(hexadecimal: code)?.count == 16 else {
      throw TransportError.enrolmentFileUnreadable(Self.kind, "its code is not of 16 bytes")
    }
    guard (1...65_535).contains(hubPort), isHostName(hubName) else {
      throw TransportError.enrolmentFileUnreadable(Self.kind, "the hub's name or port is wrong")
    }
    _ = try authority()
    guard now <= expires else {
      throw TransportError.invitationExpired(expires.formatted(.iso8601))
    }
  }

  var codeKey: SymmetricKey { SymmetricKey(data: bytes(hexadecimal: code) ?? []) }
}
