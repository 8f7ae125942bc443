import Crypto
import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol
import SyncTransport

/// Bundle files: from a stick that anybody may have had in hands, and from a member who may be
/// dishonest, and so knows the key that everything inside is sealed with.
enum BundleTarget {
  /// Input: a byte. 0: the rest is the file; 1: the rest is what is sealed inside, as it is; 2: the
  /// rest are pieces, which become the records, with a good signature at the end; 3: the same behind
  /// a good manifest, and the records are taken in.
  ///
  /// - Precondition: What is taken in is bounded by what came.
  static func read(_ input: [UInt8]) -> Int {
    guard let first = input.first else { return 0 }
    let rest = Array(input.dropFirst())
    switch first & 3 {
    case 0: return verify(rest)?.byteCount ?? 0
    case 1: return verify(BundleForge.file(plain: rest))?.byteCount ?? 0
    case 2:
      let records = pieces(rest)
      return verify(BundleForge.file(records: records)).map { takeIn(records, $0.manifest) } ?? 0
    default:
      let records = [BundleForge.manifest] + pieces(rest)
      return verify(BundleForge.file(records: records)).map { takeIn(records, $0.manifest) } ?? 0
    }
  }

  private static func pieces(_ bytes: [UInt8]) -> [[UInt8]] {
    var reader = PieceReader(bytes)
    var records: [[UInt8]] = []
    while records.count < 64, let (flag, content) = reader.piece() {
      records.append(flag & 1 == 0 ? content : [UInt8](Resealing.frame(Data(content))))
    }
    return records
  }

  /// The whole way of a file, from the disk.
  private static func verify(_ file: [UInt8]) -> VerifiedBundle? {
    let path = BundleForge.path
    guard FileManager.default.createFile(atPath: path, contents: Data(file)) else { return nil }
    return try? BundleFile(path: path, key: BundleForge.key).verify()
  }

  private static func takeIn(_ records: [[UInt8]], _ manifest: BundleManifest) -> Int {
    let region = FixedRegion.shared
    let reading = BundleReading(
      node: NodeID(identityKey: region.node.publicKey),
      hub: NodeID(identityKey: region.hub.publicKey),
      standings: [FixedSide.standing(.initiator)])
    guard var reader = try? BundleReader(manifest, reading: reading) else { return 1 }
    var kept = 1
    for record in records.dropFirst() {
      guard step(.frame(Data(record)), &reader, &kept) else { break }
    }
    return kept
  }

  private static func step(_ input: BundleInput, _ reader: inout BundleReader, _ kept: inout Int)
    -> Bool
  {
    guard let outputs = try? reader.step(input) else { return false }
    for output in outputs {
      guard let answer = answer(output, &kept) else { continue }
      guard step(answer, &reader, &kept) else { return false }
    }
    return true
  }

  private static func answer(_ output: SessionOutput, _ kept: inout Int) -> BundleInput? {
    switch output {
    case .apply(let request):
      kept += FixedSide.bytes(of: request)
      return .applied(FixedSide.done(request))
    case .load(.place(let scope, let logIndex, let counter)):
      return .loaded(.place(scope, logIndex: logIndex, counter: counter, nil))
    case .admit(let scope, let genesis, _): return .admissionRefused(scope, genesis.log)
    default: return nil
    }
  }
}

/// Makes bundle files for the fixed region's node, whatever they say inside.
// swift-format-ignore: NeverUseForceTry, NeverForceUnwrap
enum BundleForge {
  // The secret is a constant of the right length.
  static let key = BundleKey(rawRepresentation: [UInt8](repeating: 9, count: 32))!
  static let name = [UInt8](repeating: 8, count: 16)
  private static let contentKey = SymmetricKey(data: [UInt8](repeating: 7, count: 32))

  /// A place for the file under test; each process has its own.
  static let path = FileManager.default.temporaryDirectory
    .appending(path: "iscan-fuzz-\(ProcessInfo.processInfo.processIdentifier).bundle").path

  /// Everything before the first piece. HPKE draws a key of its own; what it carries is constant.
  private static let header: [UInt8] = {
    let info = Data(ChainHash.tag("bundle-key") + name)
    let reader = try! Curve25519.KeyAgreement.PublicKey(rawRepresentation: key.publicKey)
    var sender = try! HPKE.Sender(
      recipientKey: reader, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: info)
    let sealed = try! sender.seal(contentKey.withUnsafeBytes { Data($0) })
    let envelope = Iscan_Sync_V1_BundleEnvelope.with {
      $0.bundleID = Data(name)
      $0.recipient = [
        .with {
          $0.encapsulatedKey = sender.encapsulatedKey
          $0.sealedKey = sealed
        }
      ]
    }
    let bytes = try! envelope.serializedBytes() as [UInt8]
    return BundleForm.mark + [BundleForm.version] + ChainHash.bigEndian(UInt32(bytes.count)) + bytes
  }()

  /// A file whose pieces hold exactly this.
  static func file(plain: [UInt8]) -> [UInt8] {
    let bound = Digest(hashing: ChainHash.tag("bundle") + header).bytes
    var file = header
    var place = 0
    var number: UInt32 = 0
    repeat {
      let end = min(plain.count, place + BundleForm.pieceLength)
      let nonce = name.prefix(7) + ChainHash.bigEndian(number) + [end == plain.count ? 1 : 0]
      guard
        let box = try? ChaChaPoly.seal(
          plain[place..<end], using: contentKey, nonce: ChaChaPoly.Nonce(data: nonce),
          authenticating: bound)
      else { return file }
      file += box.ciphertext + box.tag
      place = end
      number += 1
    } while place < plain.count
    return file
  }

  /// A file of these records, signed by the hub.
  static func file(records: [[UInt8]]) -> [UInt8] {
    var body: [UInt8] = []
    for record in records where !record.isEmpty {
      body += ChainHash.bigEndian(UInt32(record.count)) + record
    }
    body += [0, 0, 0, 0]
    let digest = Digest(hashing: body).bytes
    let trailer = Iscan_Sync_V1_BundleTrailer.with {
      $0.bodyDigest = Data(digest)
      $0.signature = Data(
        (try? FixedRegion.shared.hub.sign(ChainHash.tag("bundle") + name + digest)) ?? [])
    }
    let bytes = (try? trailer.serializedBytes() as [UInt8]) ?? []
    return file(plain: body + ChainHash.bigEndian(UInt32(bytes.count)) + bytes)
  }

  /// What the hub writes first in a file for the node, about the one scope.
  static let manifest: [UInt8] = {
    let region = FixedRegion.shared
    let message = Iscan_Sync_V1_BundleManifest.with {
      $0.version = 1
      $0.purpose = .changes
      $0.creator = Data(NodeID(identityKey: region.hub.publicKey).bytes)
      $0.creatorIdentityKey = Data(region.hub.publicKey.bytes)
      $0.recipient = [Data(NodeID(identityKey: region.node.publicKey).bytes)]
      $0.scope = [
        .with {
          $0.scopeID = Data(region.genesis.scope.bytes)
          $0.scopeNumber = 1
        }
      ]
    }
    return (try? message.serializedBytes() as [UInt8]) ?? []
  }()
}
