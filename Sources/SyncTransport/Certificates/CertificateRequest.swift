internal import Crypto
internal import SwiftASN1
internal import X509

/// A node's request for a certificate (PKCS #10), whose key is proved to be in the sender's hands.
public struct CertificateRequest: Sendable, Hashable {
  let request: CertificateSigningRequest

  /// Makes a request.
  ///
  /// - Parameters:
  ///   - key: The node's TLS key; its private part does not leave the node.
  ///   - partnershipName: The common name asked for. The authority decides the real one.
  /// - Throws: `TransportError` with code `certificate-not-made`.
  public init(key: TransportKey, partnershipName: String) throws {
    do {
      request = try CertificateSigningRequest(
        version: .v1, subject: DistinguishedName { CommonName(partnershipName) },
        privateKey: Certificate.PrivateKey(key.signing), attributes: .init(),
        signatureAlgorithm: .ecdsaWithSHA256)
    } catch {
      throw TransportError.certificateParts("\"\(partnershipName)\" cannot be a name in it")
    }
  }

  /// Reads a request and verifies that it is signed with the key in it.
  ///
  /// - Parameter pem: One request in PEM form.
  /// - Throws: `TransportError` with code `request-unreadable`, `request-key-kind` or
  ///   `request-proof-invalid`.
  public init(pem: String) throws {
    guard let request = try? CertificateSigningRequest(pemEncoded: pem) else {
      throw TransportError.requestUnreadable()
    }
    guard P256.Signing.PublicKey(request.publicKey) != nil else {
      throw TransportError.requestKeyKind()
    }
    guard request.publicKey.isValidSignature(request.signature, for: request) else {
      throw TransportError.requestWithoutProof()
    }
    self.request = request
  }

  /// The request in PEM form.
  public var pem: String { (try? request.serializeAsPEM().pemString) ?? "" }

  /// SHA-256 of the SubjectPublicKeyInfo, 32 bytes.
  public var transportKeyHash: [UInt8] { keyHash(request.publicKey) }

  /// The short form of `transportKeyHash`.
  public var fingerprint: String { fingerprintText(transportKeyHash) }

  var der: [UInt8] {
    var serializer = DER.Serializer()
    guard (try? serializer.serialize(request)) != nil else { return [] }
    return serializer.serializedBytes
  }
}
