import CausalHistory
import Foundation
import PartnershipRecords
import SignedLogs
import SyncProtocol
import Testing

/// Snapshots with what they hold, or that do not fit: `Protocol/vectors/snapshots.json`.
struct SnapshotVector: Codable {
  struct Witnessed: Codable {
    let node: String
    let identityKey: String
    let signature: String
    let holds: Bool
  }

  let name: String
  let scopeGenesis: FoldVector.Signed
  let records: [FoldVector.Signed]
  let manifest: String
  let parts: [String]
  /// Of the manifest; what witnesses sign for.
  let hash: String
  /// Keys and values; nothing for one that is refused.
  let rows: [[String]]?
  let witnesses: [Witnessed]

  static func all() throws -> [SnapshotVector] {
    var world = try AuthorityWorld("snapshot")
    for number in 1...4 {
      let object = world.authors[number % 3].nextObject()
      try world.write(number % 3, [try Words.create(reference: "T-\(number)")])
      try world.write(
        (number + 1) % 3, [try Words.set(1, of: object, to: .text("Words \(number)"))])
    }
    let (manifest, parts, rows) = try snapshot(of: world)
    var other = manifest
    other[other.count - 1] ^= 1
    var damaged = parts
    damaged[0][damaged[0].count - 1] ^= 1
    return [
      try vector("good", world, manifest, parts, rows),
      try vector("a manifest with a byte changed", world, other, parts, nil),
      try vector("a part with a byte changed", world, manifest, damaged, nil),
      try vector("a part left out", world, manifest, [], nil),
      try vector("made under records that are not here", world, manifest, parts, nil, records: 8),
    ]
  }

  private enum Words: SharedRecord {
    static let dataClass = DataClass.shared
    static let kind: UInt32 = 1
    static let sharedFields = [SharedField(number: 1, name: "title", kind: .text)]
  }

  private static func snapshot(of world: AuthorityWorld) throws
    -> (manifest: [UInt8], parts: [[UInt8]], rows: [[String]])
  {
    var parts = SnapshotParts()
    var contents: [[UInt8]] = []
    let rows = world.replica.objects.allRows
    for row in rows {
      contents += parts.append(StateRow.bytes(key: row.key.bytes, value: row.value.bytes))
    }
    if let last = parts.finish() { contents.append(last) }
    let logs = try world.commits.enumerated().compactMap { place, commits in
      try commits.last.map {
        SnapshotLog(position: $0.position, seal: try seal($0.head, with: world.logKeys[place]))
      }
    }
    let made = try ScopeSnapshot(
      of: world.control.state.scope, control: world.control.state.position, logs: logs,
      parts: parts)
    return (made.bytes, contents, rows.map { [digits($0.key.bytes), digits($0.value.bytes)] })
  }

  private static func vector(
    _ name: String, _ world: AuthorityWorld, _ manifest: [UInt8], _ parts: [[UInt8]],
    _ rows: [[String]]?, records: Int = .max
  ) throws -> SnapshotVector {
    let hash = manifestHash(manifest)
    let bytes = witnessBytes(scope: world.control.state.scope, manifestHash: hash)
    let witnesses = try [(UInt8(13), bytes, true), (12, Array(bytes.dropLast()) + [0], false)].map {
      number, signed, holds in
      let key = try IdentityKey(rawRepresentation: [UInt8](repeating: number, count: 32))
      return Witnessed(
        node: NodeID(identityKey: key.publicKey).hex, identityKey: digits(key.publicKey.bytes),
        signature: digits(try key.sign(signed)), holds: holds && signed == bytes)
    }
    return SnapshotVector(
      name: name, scopeGenesis: .init(world.control.state.genesis.signed),
      records: world.records.prefix(records).map { .init($0) }, manifest: digits(manifest),
      parts: parts.map(digits), hash: digits(hash.bytes), rows: rows, witnesses: witnesses)
  }
}
