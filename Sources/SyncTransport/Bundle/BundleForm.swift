internal import Crypto
internal import Foundation
internal import ProtocolMessages
internal import SwiftProtobuf

/// The fixed sizes of a bundle file. See `Protocol/Bundles.md`.
public enum BundleForm {
  /// The file's first eight bytes: `ISCANBDL`.
  public static let mark = Array("ISCANBDL".utf8)
  /// The version of the form, one byte after the mark.
  public static let version: UInt8 = 1
  /// Bytes of a bundle's name.
  public static let nameLength = 16
  /// Bytes of plain text in every piece but the last.
  public static let pieceLength = 65_536
  /// Bytes that sealing adds to a piece.
  static let tagLength = 16
  /// Bytes of an envelope, at most.
  static let envelopeLimit = 65_536
  /// Recipients of one bundle, at most.
  public static let recipientLimit = 256
  /// Bytes of a record inside, at most: a frame's bound.
  public static let recordLimit = 1_048_576
}

/// The part of the file that anybody can read: its name, and the content key for each recipient.
struct BundleEnvelope: Sendable {
  /// The bundle's name, 16 bytes.
  let name: [UInt8]
  let recipients: [SealedContentKey]
  /// Everything in the file before the first piece.
  let header: [UInt8]

  init(name: [UInt8], recipients: [SealedContentKey]) throws {
    let message = Iscan_Sync_V1_BundleEnvelope.with {
      $0.bundleID = Data(name)
      $0.recipient = recipients.map { recipient in
        .with {
          $0.encapsulatedKey = Data(recipient.encapsulatedKey)
          $0.sealedKey = Data(recipient.sealedKey)
        }
      }
    }
    let bytes: [UInt8] = try message.serializedBytes()
    self.name = name
    self.recipients = recipients
    header = BundleForm.mark + [BundleForm.version] + lengthBytes(bytes.count) + bytes
  }

  /// Reads everything before the first piece.
  init(from source: inout some ByteSource) throws {
    let mark = try source.read(BundleForm.mark.count)
    guard BundleForm.mark.starts(with: mark) else { throw TransportError.notABundle() }
    let start = try source.read(5)
    if let version = start.first, mark.count == BundleForm.mark.count,
      version != BundleForm.version
    {
      throw TransportError.bundleVersion(version)
    }
    guard start.count == 5 else { throw TransportError.bundleCutShort() }
    let length = number(start[1...])
    guard (1...BundleForm.envelopeLimit).contains(length) else {
      throw TransportError.bundleDamaged("its envelope cannot be read")
    }
    let bytes = try source.read(length)
    guard bytes.count == length else { throw TransportError.bundleCutShort() }
    guard let message = try? Iscan_Sync_V1_BundleEnvelope(serializedBytes: bytes),
      message.bundleID.count == BundleForm.nameLength,
      (1...BundleForm.recipientLimit).contains(message.recipient.count)
    else { throw TransportError.bundleDamaged("its envelope cannot be read") }
    name = Array(message.bundleID)
    recipients = message.recipient.map {
      SealedContentKey(
        encapsulatedKey: Array($0.encapsulatedKey), sealedKey: Array($0.sealedKey))
    }
    header = mark + start + bytes
  }
}

/// A length as it stands before a record: four bytes, big-endian.
func lengthBytes(_ count: Int) -> [UInt8] {
  withUnsafeBytes(of: UInt32(clamping: count).bigEndian, Array.init)
}

/// The number that up to four big-endian bytes stand for.
func number(_ bytes: some Sequence<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
