public import Foundation
internal import SwiftASN1
internal import X509

/// The region's certificate authority, which the hub runs.
///
/// One self-signed P-256 certificate that signs the hub's certificate and each node's; no
/// intermediate authorities.
public struct RegionalAuthority: Sendable {
  /// The authority's own certificate: every node's only trust root.
  public let certificate: TransportCertificate
  let key: TransportKey

  /// How long the authority's certificate is valid, in days: ten years.
  public static let authorityLifetime = 3_652
  /// How long the hub's and a node's certificate are valid, in days.
  public static let certificateLifetime = 825

  /// Opens the authority of a region from what was stored.
  ///
  /// - Parameters:
  ///   - key: Its private key.
  ///   - certificate: Its certificate.
  /// - Throws: `TransportError` with code `authority-key-mismatch`.
  public init(key: TransportKey, certificate: TransportCertificate) throws {
    guard key.transportKeyHash == certificate.transportKeyHash else {
      throw TransportError.authorityKeyMismatch()
    }
    self.key = key
    self.certificate = certificate
  }

  /// Founds the authority of a region.
  ///
  /// - Parameters:
  ///   - region: The region's name, such as "North East".
  ///   - key: A new private key, for this alone.
  ///   - now: The present time; its certificate is valid from five minutes before.
  ///   - generator: The source of the serial number.
  /// - Throws: `TransportError` with code `certificate-not-made`.
  public init(
    region: String, key: TransportKey, now: Date,
    using generator: inout some RandomNumberGenerator
  ) throws {
    let name = try subject("ISCAN authority of \(region)")
    let signingKey = Certificate.PrivateKey(key.signing)
    self.key = key
    certificate = try makeCertificate(serial: serialNumber(using: &generator)) { serial in
      try Certificate(
        version: .v3, serialNumber: serial, publicKey: signingKey.publicKey,
        notValidBefore: now - clockTolerance,
        notValidAfter: now + days(Self.authorityLifetime), issuer: name,
        subject: name, signatureAlgorithm: .ecdsaWithSHA256,
        extensions: authorityExtensions(signingKey.publicKey), issuerPrivateKey: signingKey)
    }
  }

  /// Issues the hub's certificate.
  ///
  /// - Parameters:
  ///   - hubKey: The hub's TLS key, not the authority's.
  ///   - hubName: The hub's DNS name, which nodes verify.
  ///   - now: The present time; it is valid from five minutes before.
  ///   - generator: The source of the serial number.
  /// - Returns: A certificate for a server and a client, also valid for 127.0.0.1.
  /// - Throws: `TransportError` with code `certificate-not-made`.
  public func issueHubCertificate(
    hubKey: TransportKey, hubName: String, now: Date,
    using generator: inout some RandomNumberGenerator
  ) throws -> TransportCertificate {
    guard isHostName(hubName) else {
      throw TransportError.certificateParts("\"\(hubName)\" is not a DNS name")
    }
    let loopback = GeneralName.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))
    return try issue(
      to: try subject(hubName), publicKey: Certificate.PrivateKey(hubKey.signing).publicKey,
      names: [.dnsName(hubName), loopback], usages: [.serverAuth, .clientAuth], now: now,
      using: &generator)
  }

  /// Issues a node's certificate. What the request asks for, apart from the key, is not looked at.
  ///
  /// - Parameters:
  ///   - request: The node's request, verified when it was read.
  ///   - partnershipName: The subject's common name.
  ///   - nodeIDHex: The node's identifier, 64 hexadecimal digits.
  ///   - now: The present time; it is valid from five minutes before.
  ///   - generator: The source of the serial number.
  /// - Returns: A certificate for a client.
  /// - Throws: `TransportError` with code `certificate-not-made`.
  public func issueNodeCertificate(
    for request: CertificateRequest, partnershipName: String, nodeIDHex: String, now: Date,
    using generator: inout some RandomNumberGenerator
  ) throws -> TransportCertificate {
    guard let identifier = bytes(hexadecimal: nodeIDHex), identifier.count == 32 else {
      throw TransportError.certificateParts("\"\(nodeIDHex)\" is not a node identifier")
    }
    let name = GeneralName.uniformResourceIdentifier(nodeNamePrefix + identifier.hexadecimal)
    return try issue(
      to: try subject(partnershipName), publicKey: request.request.publicKey, names: [name],
      usages: [.clientAuth], now: now, using: &generator)
  }

  private func issue(
    to subject: DistinguishedName, publicKey: Certificate.PublicKey, names: [GeneralName],
    usages: [ExtendedKeyUsage.Usage], now: Date, using generator: inout some RandomNumberGenerator
  ) throws -> TransportCertificate {
    let authority = certificate.certificate
    // Nothing outlives the authority.
    let end = min(now + days(Self.certificateLifetime), authority.notValidAfter)
    let start = max(now - clockTolerance, authority.notValidBefore)
    return try makeCertificate(serial: serialNumber(using: &generator)) { serial in
      try Certificate(
        version: .v3, serialNumber: serial, publicKey: publicKey, notValidBefore: start,
        notValidAfter: end, issuer: authority.subject, subject: subject,
        signatureAlgorithm: .ecdsaWithSHA256,
        extensions: leafExtensions(publicKey, issuer: authority, names: names, usages: usages),
        issuerPrivateKey: Certificate.PrivateKey(key.signing))
    }
  }
}

private func makeCertificate(
  serial: Certificate.SerialNumber, _ make: (Certificate.SerialNumber) throws -> Certificate
) throws -> TransportCertificate {
  do {
    return TransportCertificate(try make(serial))
  } catch {
    throw TransportError.certificateParts("one of its parts cannot be encoded")
  }
}

/// How long before it was made a certificate begins to be valid, in seconds: a clock that is a few
/// minutes slow does not matter.
private let clockTolerance: TimeInterval = 300

private func days(_ count: Int) -> TimeInterval { TimeInterval(count) * 86_400 }
