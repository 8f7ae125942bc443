public import Crypto
internal import Foundation

extension KeyFolder {
  /// Stores an Ed25519 private key as its 32 bytes.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - name: A name that is not taken.
  /// - Throws: `TransportError`, as `store(_:as:)`.
  public func store(_ key: Curve25519.Signing.PrivateKey, as name: String) throws {
    try store(Array(key.rawRepresentation), as: name)
  }

  /// Stores a TLS private key as PEM.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - name: A name that is not taken.
  /// - Throws: `TransportError`, as `store(_:as:)`.
  public func store(_ key: TransportKey, as name: String) throws {
    try store(Array(key.pem.utf8), as: name)
  }

  /// Reads an Ed25519 private key.
  ///
  /// - Parameter name: The key's name.
  /// - Returns: The key.
  /// - Throws: `TransportError`, as `load(_:)`; `key-file-unreadable` if it is not 32 bytes.
  public func loadSigningKey(_ name: String) throws -> Curve25519.Signing.PrivateKey {
    let content = try load(name)
    guard content.count == 32,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: content)
    else {
      throw TransportError.keyFileUnreadable(
        "\(path)/\(name).key", "it holds \(content.count) bytes, not the 32 of a signing key")
    }
    return key
  }

  /// Reads a TLS private key.
  ///
  /// - Parameter name: The key's name.
  /// - Returns: The key.
  /// - Throws: `TransportError`, as `load(_:)`; `key-file-unreadable` if it is no P-256 key.
  public func loadTransportKey(_ name: String) throws -> TransportKey {
    let content = try load(name)
    guard let text = String(validating: content, as: UTF8.self),
      let key = try? TransportKey(pem: text)
    else {
      throw TransportError.keyFileUnreadable(
        "\(path)/\(name).key", "it is not a P-256 private key in PEM form")
    }
    return key
  }
}
