public import Foundation
internal import SwiftASN1
internal import X509

/// A certificate of the region, as it is stored in files and shown to people.
public struct TransportCertificate: Sendable, Hashable, CustomStringConvertible {
  let certificate: Certificate

  init(_ certificate: Certificate) {
    self.certificate = certificate
  }

  /// Reads a certificate.
  ///
  /// - Parameter pem: One certificate in PEM form.
  /// - Throws: `TransportError` with code `certificate-unreadable`.
  public init(pem: String) throws {
    guard let certificate = try? Certificate(pemEncoded: pem) else {
      throw TransportError.certificateUnreadable()
    }
    self.certificate = certificate
  }

  /// The certificate in PEM form.
  public var pem: String { (try? certificate.serializeAsPEM().pemString) ?? "" }

  /// SHA-256 of the SubjectPublicKeyInfo, 32 bytes: what the control log lists and what a
  /// revocation names.
  public var transportKeyHash: [UInt8] { keyHash(certificate.publicKey) }

  /// The short form of `transportKeyHash` that two people compare by telephone.
  public var fingerprint: String { fingerprintText(transportKeyHash) }

  /// The subject's common name, empty if it has none.
  public var name: String { commonName(certificate.subject) }

  /// The node identifier of the certificate's `urn:iscan:node:` name, 64 hexadecimal digits.
  public var nodeIDHex: String? { nodeIdentifier(certificate) }

  /// The first moment at which it is valid.
  public var validFrom: Date { certificate.notValidBefore }

  /// The last moment at which it is valid.
  public var validUntil: Date { certificate.notValidAfter }

  public var description: String { "TransportCertificate(\(name), \(fingerprint))" }

  var der: [UInt8] {
    var serializer = DER.Serializer()
    guard (try? serializer.serialize(certificate)) != nil else { return [] }
    return serializer.serializedBytes
  }
}

/// The common name in a distinguished name, empty if there is none.
func commonName(_ name: DistinguishedName) -> String {
  for part in name {
    for attribute in part where attribute.type == .RDNAttributeType.commonName {
      return String(describing: attribute.value)
    }
  }
  return ""
}

/// The identifier in a certificate's `urn:iscan:node:` name.
func nodeIdentifier(_ certificate: Certificate) -> String? {
  guard let names = try? certificate.extensions.subjectAlternativeNames else { return nil }
  for case .uniformResourceIdentifier(let name) in names where name.hasPrefix(nodeNamePrefix) {
    let identifier = String(name.dropFirst(nodeNamePrefix.count))
    guard let bytes = bytes(hexadecimal: identifier), bytes.count == 32 else { return nil }
    return bytes.hexadecimal
  }
  return nil
}

/// What precedes the node identifier in a node certificate's alternative name.
let nodeNamePrefix = "urn:iscan:node:"
