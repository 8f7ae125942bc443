internal import Crypto
internal import Foundation
internal import ProtocolMessages
internal import SignedLogs
internal import SwiftProtobuf

/// Reads a bundle record by record. Holds one piece and one record at a time.
///
/// Each record is known to come unaltered from somebody who knew the content key; who that was is
/// known only once ``finish`` has been reached: so whoever means to act on a bundle reads it twice.
struct BundleOpening<Source: ByteSource> {
  /// The bundle's name, 16 bytes.
  let name: [UInt8]
  private var opener: PieceOpener<Source>
  private var plain: [UInt8] = []
  private var place = 0
  private var body = SHA256()

  /// Reads the envelope and opens the content key.
  ///
  /// - Throws: `TransportError` with code `bundle-other-file`, `bundle-version-unknown`,
  ///   `bundle-cut-short`, `bundle-damaged` or `bundle-for-others`.
  init(_ source: Source, key: BundleKey) throws {
    var source = source
    let envelope = try BundleEnvelope(from: &source)
    let found = envelope.recipients.lazy.compactMap { key.open($0, of: envelope.name) }.first
    guard let found else { throw TransportError.bundleForOthers() }
    name = envelope.name
    opener = try PieceOpener(PieceCipher(key: found, envelope: envelope), source: source)
  }

  /// The next record; `nil` once all have been read and the creator's signature is good.
  ///
  /// - Parameter creator: The identity key that the manifest names; asked for at the end.
  /// - Returns: The record's bytes.
  /// - Throws: `TransportError` with code `bundle-cut-short`, `bundle-damaged`, `bundle-unreadable`
  ///   or `bundle-forged`.
  mutating func next(creator: () throws -> PublicKey) throws -> [UInt8]? {
    let lengthField = try take(4)
    let length = number(lengthField)
    guard length <= BundleForm.recordLimit else {
      throw TransportError.bundleUnreadable("a record has \(length) bytes")
    }
    body.update(data: lengthField)
    guard length > 0 else {
      try finish(creator)
      return nil
    }
    let record = try take(length)
    body.update(data: record)
    return record
  }

  private mutating func finish(_ creator: () throws -> PublicKey) throws {
    let digest = Array(body.finalize())
    let trailerLength = number(try take(4))
    guard (1...1024).contains(trailerLength),
      let trailer = try? Iscan_Sync_V1_BundleTrailer(serializedBytes: try take(trailerLength))
    else { throw TransportError.bundleForged("its signature is missing") }
    guard plain.count == place, opener.hasEnded else {
      throw TransportError.bundleUnreadable("something follows its end")
    }
    guard Array(trailer.bodyDigest) == digest,
      try creator().verifies(
        trailer.signature, of: bundleSignedBytes(name: name, bodyDigest: digest))
    else { throw TransportError.bundleForged("the signature is not its maker's") }
  }

  private mutating func take(_ count: Int) throws -> [UInt8] {
    while plain.count - place < count {
      guard !opener.hasEnded else {
        throw TransportError.bundleUnreadable("it ends inside a record")
      }
      plain.removeFirst(place)
      place = 0
      plain += try opener.next()
    }
    defer { place += count }
    return Array(plain[place..<place + count])
  }
}
