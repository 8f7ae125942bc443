import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol

/// Snapshots: a manifest from anybody, and parts that fit a manifest, whatever rows are in them.
enum SnapshotTarget {
  /// Input: a byte. 0: the rest is a manifest. 1: the rest is one part, named rightly by the
  /// manifest. 2: the rest are pieces, each the key and the value of a row, under a manifest that is
  /// right in every way.
  ///
  /// - Precondition: Each row that is taken is one that this product would write; a snapshot that was
  ///   put together rightly is taken whole.
  static func read(_ input: [UInt8]) -> Int {
    guard let first = input.first else { return 0 }
    let rest = Array(input.dropFirst())
    switch first % 3 {
    case 0: return manifest(rest)
    case 1:
      let part = Iscan_Sync_V1_SnapshotPart.with {
        $0.digest = Data(Digest(hashing: rest).bytes)
        $0.length = UInt32(rest.count)
      }
      let message = message { $0.part = [part] }
      return check(message, parts: [rest], isWhole: false)
    default:
      var parts = SnapshotParts()
      var contents: [[UInt8]] = []
      var isAscending = true
      var last: [UInt8] = []
      var reader = PieceReader(rest)
      while let (flag, key) = reader.piece(), contents.count < 64 {
        let key = key + [flag]
        isAscending = isAscending && last.lexicographicallyPrecedes(key)
        last = key
        contents += parts.append(StateRow.bytes(key: key, value: reader.content()))
      }
      if let end = parts.finish() { contents.append(end) }
      let message = message {
        $0.part = parts.parts
        $0.stateHash = Data(parts.stateHash.bytes)
        $0.rowCount = parts.rowCount
      }
      return check(message, parts: contents, isWhole: isAscending)
    }
  }

  private static func manifest(_ bytes: [UInt8]) -> Int {
    let control = FixedRegion.shared.control
    guard let snapshot = try? ScopeSnapshot(verifying: bytes, control: control) else { return 0 }
    precondition(snapshot.bytes == bytes)
    return bytes.count
  }

  /// A manifest of the fixed region as it stands.
  static func message(_ fill: (inout Iscan_Sync_V1_SnapshotManifest) -> Void)
    -> Iscan_Sync_V1_SnapshotManifest
  {
    let region = FixedRegion.shared
    return .with { message in
      message.version = 1
      message.scopeID = Data(region.genesis.scope.bytes)
      message.controlSequence = region.control.position.sequence
      message.controlHash = Data(region.control.position.hash.bytes)
      message.log = region.logs.values.sorted { $0.logIndex < $1.logIndex }.compactMap { log in
        guard let position = log.positions.last, let seal = log.seals.last else { return nil }
        return SnapshotLog(position: position, seal: seal).message
      }
      fill(&message)
    }
  }

  private static func check(
    _ message: Iscan_Sync_V1_SnapshotManifest, parts: [[UInt8]], isWhole: Bool
  ) -> Int {
    let control = FixedRegion.shared.control
    guard let bytes = try? message.serializedBytes() as [UInt8],
      let snapshot = try? ScopeSnapshot(verifying: bytes, control: control)
    else {
      // The one thing that can be wrong with it is a part that nobody would make.
      precondition(parts.contains(where: \.isEmpty), "a right manifest was refused")
      return 0
    }
    var check = SnapshotCheck(snapshot)
    var taken = 0
    do {
      for part in parts {
        try check.take(part) { key, value in
          taken += key.count + value.count
          guard let name = try? StateKey(bytes: key) else { return }
          precondition(name.bytes == key, "a key was read that nobody writes")
          guard let read = try? StateValue(bytes: value, at: name) else { return }
          precondition(read.bytes == value, "a row was read that nobody writes")
        }
      }
      try check.finish()
    } catch {
      precondition(!isWhole, "a right snapshot was refused")
    }
    return taken
  }
}
