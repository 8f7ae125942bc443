internal import Crypto
internal import Foundation

/// The X25519 key to which bundle files for a machine are sealed.
///
/// It opens bundles and nothing else: whoever steals it can read what is carried on sticks from then
/// on, and can sign nothing. Its description never shows it.
public struct BundleKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  static let ciphersuite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly

  private let key: Curve25519.KeyAgreement.PrivateKey

  /// Makes a key from the system's random source.
  public init() { key = Curve25519.KeyAgreement.PrivateKey() }

  /// Takes a secret that was kept; `nil` unless it has 32 bytes.
  public init?(rawRepresentation: some Sequence<UInt8>) {
    guard
      let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: Array(rawRepresentation))
    else { return nil }
    self.key = key
  }

  /// The secret, for the key folder. 32 bytes.
  public var rawRepresentation: [UInt8] { Array(key.rawRepresentation) }

  /// What others seal to: 32 bytes.
  public var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

  public var description: String { "BundleKey(\(publicKey.hexadecimal))" }
  public var debugDescription: String { description }

  /// Opens a file's content key; `nil` if it was sealed to another key, or altered.
  func open(_ recipient: SealedContentKey, of bundle: [UInt8]) -> SymmetricKey? {
    let context = try? HPKE.Recipient(
      privateKey: key, ciphersuite: Self.ciphersuite, info: Data(bundleKeyInfo(bundle)),
      encapsulatedKey: Data(recipient.encapsulatedKey))
    guard var context, let secret = try? context.open(recipient.sealedKey), secret.count == 32
    else { return nil }
    return SymmetricKey(data: secret)
  }
}

/// A content key, sealed to one recipient.
struct SealedContentKey: Sendable, Hashable {
  /// 32 bytes.
  let encapsulatedKey: [UInt8]
  /// 48 bytes.
  let sealedKey: [UInt8]

  init(encapsulatedKey: [UInt8], sealedKey: [UInt8]) {
    self.encapsulatedKey = encapsulatedKey
    self.sealedKey = sealedKey
  }

  /// Seals a content key.
  ///
  /// - Parameters:
  ///   - key: The content key, 32 bytes.
  ///   - recipient: The recipient's public X25519 key.
  ///   - bundle: The bundle's name, 16 bytes.
  /// - Throws: `TransportError` with code `bundle-unreadable` for a key that is none.
  init(sealing key: SymmetricKey, to recipient: [UInt8], of bundle: [UInt8]) throws {
    guard
      let publicKey = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: recipient),
      var context = try? HPKE.Sender(
        recipientKey: publicKey, ciphersuite: BundleKey.ciphersuite,
        info: Data(bundleKeyInfo(bundle))),
      let sealed = try? context.seal(key.withUnsafeBytes { Data($0) })
    else { throw TransportError.bundleUnreadable("a recipient's key is none") }
    self.init(encapsulatedKey: Array(context.encapsulatedKey), sealedKey: Array(sealed))
  }
}

/// TAG(bundle-key) ‖ bundle id.
private func bundleKeyInfo(_ bundle: [UInt8]) -> [UInt8] { tag("bundle-key") + bundle }

extension KeyFolder {
  /// What this machine's bundle key is called.
  public static let bundleKeyName = "bundle"

  /// This machine's bundle key, made now if there is none yet: a home that was set up before bundles
  /// were known gets one when it is opened.
  ///
  /// - Returns: The key.
  /// - Throws: `TransportError`, as `load(_:)` and `store(_:as:)`.
  public func bundleKey() throws -> BundleKey {
    if !contains(Self.bundleKeyName) {
      do { try store(BundleKey().rawRepresentation, as: Self.bundleKeyName) } catch {
        // Another process of this home may have made it meanwhile; then that one is the key.
        guard contains(Self.bundleKeyName) else { throw error }
      }
    }
    let content = try load(Self.bundleKeyName)
    guard let key = BundleKey(rawRepresentation: content) else {
      throw TransportError.keyFileUnreadable(
        "\(path)/\(Self.bundleKeyName).key",
        "it holds \(content.count) bytes, not the 32 of a bundle key")
    }
    return key
  }
}
