internal import Crypto
public import Foundation
internal import ProtocolMessages
public import SignedLogs
internal import SwiftProtobuf

/// Writes a bundle: takes records, gives the file's bytes. Holds one piece at a time.
struct BundleSealing {
  private let name: [UInt8]
  private var sealer: PieceSealer
  private var body = SHA256()
  /// The file's first bytes.
  let header: [UInt8]

  /// - Parameters:
  ///   - name: 16 random bytes.
  ///   - contentKey: 32 random bytes, used for this file only.
  ///   - recipients: The recipients' public bundle keys, in the manifest's order.
  /// - Throws: `TransportError` with code `bundle-too-large` or `bundle-unreadable`.
  init(name: [UInt8], contentKey: [UInt8], recipients: [[UInt8]]) throws {
    guard recipients.count <= BundleForm.recipientLimit else {
      throw TransportError.bundleTooLarge("it has \(recipients.count) recipients; 256 are possible")
    }
    let key = SymmetricKey(data: contentKey)
    let envelope = try BundleEnvelope(
      name: name,
      recipients: try recipients.map { try SealedContentKey(sealing: key, to: $0, of: name) })
    self.name = name
    header = envelope.header
    sealer = PieceSealer(PieceCipher(key: key, envelope: envelope))
  }

  /// Adds a record; the manifest is the first, frames follow.
  mutating func add(_ record: [UInt8]) throws -> [UInt8] {
    guard (1...BundleForm.recordLimit).contains(record.count) else {
      throw TransportError.bundleTooLarge("a record has \(record.count) bytes")
    }
    return try append(lengthBytes(record.count) + record)
  }

  /// Ends the bundle with the creator's signature.
  mutating func finish(_ sign: (_ bytes: [UInt8]) throws -> [UInt8]) throws -> [UInt8] {
    let end = try append(lengthBytes(0))
    let digest = Array(body.finalize())
    let signature = try sign(bundleSignedBytes(name: name, bodyDigest: digest))
    let trailer: [UInt8] = try Iscan_Sync_V1_BundleTrailer.with {
      $0.bodyDigest = Data(digest)
      $0.signature = Data(signature)
    }.serializedBytes()
    return try end + sealer.append(lengthBytes(trailer.count) + trailer) + sealer.finish()
  }

  private mutating func append(_ bytes: [UInt8]) throws -> [UInt8] {
    body.update(data: bytes)
    return try sealer.append(bytes)
  }
}

/// What the creator signs: TAG(bundle) ‖ bundle id ‖ digest of all records with their lengths.
func bundleSignedBytes(name: [UInt8], bodyDigest: [UInt8]) -> [UInt8] {
  tag("bundle") + name + bodyDigest
}

/// A bundle file while it is written. It bears its name only once it is whole and on the disk.
public final class BundleFileWriter {
  private let path: String
  private let unfinished: String
  private let handle: FileHandle
  private var sealing: BundleSealing
  private var isDone = false
  /// Bytes written so far.
  public private(set) var byteCount = 0

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: Where it shall be; nothing may be there yet.
  ///   - recipients: The recipients' public bundle keys, 32 bytes each, in the manifest's order.
  ///   - name: The bundle's name, 16 random bytes.
  ///   - contentKey: 32 random bytes, used for nothing else.
  /// - Throws: `TransportError` with code `bundle-file-unusable` or `bundle-too-large`.
  public init(path: String, recipients: [[UInt8]], name: [UInt8], contentKey: [UInt8]) throws {
    self.path = path
    unfinished = path + ".unfinished"
    sealing = try BundleSealing(name: name, contentKey: contentKey, recipients: recipients)
    guard !FileManager.default.fileExists(atPath: path) else {
      throw TransportError.bundleFile(path, "there is a file of this name already")
    }
    let isMade = FileManager.default.createFile(
      atPath: unfinished, contents: nil, attributes: [.posixPermissions: 0o600])
    guard isMade, let handle = FileHandle(forWritingAtPath: unfinished) else {
      throw TransportError.bundleFile(path, reasonOfLastFailure())
    }
    self.handle = handle
    try write(sealing.header)
  }

  deinit {
    if !isDone { try? FileManager.default.removeItem(atPath: unfinished) }
  }

  /// Adds the manifest, then each frame.
  public func add(_ record: Data) throws { try write(try sealing.add(Array(record))) }

  /// Signs what was written and gives the file its name.
  ///
  /// - Parameter identity: The creator's key.
  /// - Throws: `TransportError` with code `bundle-file-unusable`.
  public func finish(identity: IdentityKey) throws {
    try write(try sealing.finish { try identity.sign($0) })
    do {
      try handle.synchronize()
      try handle.close()
      try FileManager.default.moveItem(atPath: unfinished, toPath: path)
    } catch { throw TransportError.bundleFile(path, "it could not be finished") }
    isDone = true
    let folder = URL(filePath: path).deletingLastPathComponent().path
    try synchroniseFolder(folder)
  }

  private func write(_ bytes: [UInt8]) throws {
    guard !bytes.isEmpty else { return }
    do { try handle.write(contentsOf: bytes) } catch {
      throw TransportError.bundleFile(path, "it has no room left, or was taken away")
    }
    byteCount += bytes.count
  }
}
