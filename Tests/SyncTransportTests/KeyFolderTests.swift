import Crypto
import Foundation
import Testing

@testable import SyncTransport

@Suite("Private keys on disk")
struct KeyFolderTests {
  @Test("The folder is made with mode 0700 and a key file with mode 0600")
  func modes() throws {
    let temporary = try TemporaryFolder()
    let folder = try KeyFolder(path: temporary.path + "/keys")
    try folder.store([1, 2, 3], as: "identity")
    #expect(try temporary.mode(of: folder.path) == 0o700)
    #expect(try temporary.mode(of: folder.path + "/identity.key") == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["identity.key"])
    #expect(try folder.load("identity") == [1, 2, 3])
    #expect(folder.contains("identity") && !folder.contains("other"))
  }

  @Test("A key comes back as it was stored, of either kind")
  func kinds() throws {
    let temporary = try TemporaryFolder()
    let folder = try KeyFolder(path: temporary.path + "/keys")
    let signing = Curve25519.Signing.PrivateKey()
    let transport = TransportKey()
    try folder.store(signing, as: "identity")
    try folder.store(transport, as: "tls")
    let again = try KeyFolder(path: folder.path)
    #expect(
      try again.loadSigningKey("identity").rawRepresentation == signing.rawRepresentation)
    #expect(try again.loadTransportKey("tls").pem == transport.pem)
    #expect(try again.load("identity").count == 32)
  }

  @Test(
    "A key that group or world may read is refused, with the remedy",
    arguments: [0o640, 0o604, 0o620, 0o666])
  func exposedFile(mode: Int) throws {
    let temporary = try TemporaryFolder()
    let folder = try KeyFolder(path: temporary.path + "/keys")
    try folder.store([7], as: "tls")
    let file = folder.path + "/tls.key"
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    let error = #expect(throws: TransportError.self) { try folder.load("tls") }
    #expect(error?.code == "key-file-exposed")
    #expect(error?.detail.contains("has mode 0\(String(mode, radix: 8))") == true)
    #expect(
      error?.remedy
        == "Run chmod 600 \(file), then ask who had access; replace the key if in doubt.")
  }

  @Test("A folder that others may enter is refused")
  func exposedFolder() throws {
    let temporary = try TemporaryFolder()
    let path = temporary.path + "/keys"
    _ = try KeyFolder(path: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: path)
    #expect(throws: TransportError.keyFolderExposed(path, mode: "0750")) {
      try KeyFolder(path: path)
    }
  }

  @Test("A stored key is never overwritten, and no unfinished file stays behind")
  func noOverwriting() throws {
    let temporary = try TemporaryFolder()
    let folder = try KeyFolder(path: temporary.path + "/keys")
    try folder.store([1], as: "tls")
    #expect(throws: TransportError.keyFileExists(folder.path + "/tls.key")) {
      try folder.store([2], as: "tls")
    }
    #expect(try folder.load("tls") == [1])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["tls.key"])
  }

  @Test("A name that would lead out of the folder is refused", arguments: ["", "../x", "A", "a/b"])
  func names(name: String) throws {
    let temporary = try TemporaryFolder()
    let folder = try KeyFolder(path: temporary.path + "/keys")
    #expect(throws: TransportError.keyNameInvalid(name)) { try folder.store([1], as: name) }
    #expect(throws: TransportError.keyNameInvalid(name)) { try folder.load(name) }
  }

  @Test("A symbolic link, a missing key and a key of the wrong length are told apart")
  func otherTroubles() throws {
    let temporary = try TemporaryFolder()
    let folder = try KeyFolder(path: temporary.path + "/keys")
    try folder.store([1, 2], as: "short")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/linked.key", withDestinationPath: folder.path + "/short.key")
    #expect(throws: TransportError.keyFileMissing(folder.path + "/none.key")) {
      try folder.load("none")
    }
    let linked = #expect(throws: TransportError.self) { try folder.load("linked") }
    #expect(linked?.code == "key-file-unreadable")
    let short = #expect(throws: TransportError.self) { try folder.loadSigningKey("short") }
    #expect(short?.detail.contains("2 bytes, not the 32") == true)
  }

  @Test("A key's description shows its fingerprint and not the key")
  func description() {
    let key = TransportKey()
    #expect("\(key)" == "TransportKey(\(key.fingerprint))")
    #expect(!String(reflecting: key).contains("PRIVATE"))
    let groups = key.fingerprint.split(separator: " ")
    #expect(groups.count == 8)
    #expect(groups.allSatisfy { $0.count == 4 && $0 == $0.uppercased() })
  }
}
