import Foundation
import PartnershipRecords
import SignedLogs
import Testing

@testable import SyncTransport

/// A bundle of a few records for one or more readers, in memory.
struct SmallBundle {
  static let name = (0..<16).map { UInt8($0) }
  let creator = IdentityKey.generate()
  let reader = BundleKey()
  let records: [[UInt8]]

  init(records: [[UInt8]] = [Array("manifest".utf8), Array("frame one".utf8), [7]]) {
    self.records = records
  }

  /// The file's bytes.
  func bytes(
    to recipients: [[UInt8]]? = nil, signedBy signer: IdentityKey? = nil
  ) throws -> [UInt8] {
    var sealing = try BundleSealing(
      name: Self.name, contentKey: (0..<32).map { UInt8($0 * 3) },
      recipients: recipients ?? [reader.publicKey])
    var bytes = sealing.header
    for record in records { bytes += try sealing.add(record) }
    return bytes + (try sealing.finish { try (signer ?? creator).sign($0) })
  }

  /// All records, once the whole file has been found good.
  func read(_ bytes: [UInt8], with key: BundleKey? = nil) throws -> [[UInt8]] {
    var opening = try BundleOpening(MemoryBytes(bytes), key: key ?? reader)
    var records: [[UInt8]] = []
    while let record = try opening.next(creator: { creator.publicKey }) { records.append(record) }
    return records
  }

  /// The code with which a file is refused; `nil` if it is read.
  func code(of bytes: [UInt8], with key: BundleKey? = nil) -> String? {
    do {
      _ = try read(bytes, with: key)
      return nil
    } catch { return (error as? any RemediedError)?.code ?? "\(error)" }
  }
}
