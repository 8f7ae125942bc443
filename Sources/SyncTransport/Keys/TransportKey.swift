internal import Crypto
internal import Foundation
internal import X509

/// A P-256 private key for TLS; it signs nothing but handshakes, certificates and requests.
///
/// Its description never shows the key.
public struct TransportKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  let signing: P256.Signing.PrivateKey

  /// Makes a key from the system's random source.
  public init() {
    signing = P256.Signing.PrivateKey()
  }

  /// Reads a key from PEM.
  ///
  /// - Parameter pem: SEC 1 or PKCS #8 in PEM form.
  /// - Throws: `TransportError` with code `key-unreadable`.
  public init(pem: String) throws {
    guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else {
      throw TransportError(
        "key-unreadable", "The text is not a P-256 private key in PEM form.",
        remedy: "Restore the key from its backup, or enrol this machine again.")
    }
    signing = key
  }

  /// The private key in PEM form. Write it with `KeyFolder` and nowhere else.
  public var pem: String { signing.pemRepresentation }

  /// SHA-256 of the public key's SubjectPublicKeyInfo, 32 bytes.
  public var transportKeyHash: [UInt8] { keyHash(Certificate.PublicKey(signing.publicKey)) }

  /// The short form of `transportKeyHash` that two people compare by telephone.
  public var fingerprint: String { fingerprintText(transportKeyHash) }

  public var description: String { "TransportKey(\(fingerprint))" }
  public var debugDescription: String { description }
}
