internal import Crypto
internal import Foundation

/// What a private key is for. A key of one purpose does not fit where another is asked for.
public protocol KeyPurpose: Sendable {
  static var name: String { get }
}

/// Names a node; signs its log geneses and sessions.
public enum IdentityPurpose: KeyPurpose {
  public static let name = "identity key"
}

/// Seals one log; made anew whenever the node is set up, and kept outside its database.
public enum LogPurpose: KeyPurpose {
  public static let name = "log key"
}

/// Decides the membership of a scope.
public enum AuthorityPurpose: KeyPurpose {
  public static let name = "authority key"
}

public typealias IdentityKey = SigningKey<IdentityPurpose>
public typealias LogKey = SigningKey<LogPurpose>
public typealias AuthorityKey = SigningKey<AuthorityPurpose>

/// The private part of an Ed25519 key. Never describes itself with its secret.
public struct SigningKey<Purpose: KeyPurpose>: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// The key that others know.
  public let publicKey: PublicKey

  /// Takes a secret that was kept.
  ///
  /// - Parameter rawRepresentation: 32 bytes.
  /// - Throws: ``SignedLogError/keyUnusable(reason:)`` for any other number of bytes.
  public init(rawRepresentation: some Sequence<UInt8>) throws(SignedLogError) {
    let secret = Array(rawRepresentation)
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: secret) else {
      throw .keyUnusable(reason: "\(secret.count) bytes of secret instead of 32")
    }
    self.key = key
    publicKey = try PublicKey(key.publicKey.rawRepresentation)
  }

  /// Makes a new key.
  public static func generate(using random: inout some RandomNumberGenerator) -> Self {
    while true {
      let secret = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      if let key = try? Self(rawRepresentation: secret) { return key }
    }
  }

  /// Makes a new key from the operating system's randomness.
  public static func generate() -> Self {
    var random = SystemRandomNumberGenerator()
    return generate(using: &random)
  }

  /// The secret, for a key store. 32 bytes.
  public var rawRepresentation: [UInt8] { Array(key.rawRepresentation) }

  /// Signs a message.
  ///
  /// - Parameter message: What one of ``Tag``'s purposes begins.
  /// - Returns: 64 bytes.
  /// - Throws: ``SignedLogError/keyUnusable(reason:)`` if the cryptographic library fails.
  public func sign(_ message: some Sequence<UInt8>) throws(SignedLogError) -> [UInt8] {
    let message = Array(message)
    guard let signature = try? key.signature(for: message) else {
      throw .keyUnusable(reason: "the cryptographic library could not sign")
    }
    SignatureMemo.current?.noteMade(publicKey, message, Array(signature))
    return Array(signature)
  }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "\(Purpose.name) of \(publicKey.bytes.hexadecimal)" }

  public var debugDescription: String { description }

  public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey.bytes]) }
}
