public import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol
import SyncTransport

/// What the fuzzer begins with: the conformance vectors, and what an honest peer sends.
public enum FuzzSeeds {
  /// - Parameters:
  ///   - target: The decoder.
  ///   - vectors: The folder `Protocol/vectors`.
  /// - Returns: Inputs; none is empty.
  /// - Throws: If a vector cannot be read.
  public static func make(for target: FuzzTarget, vectors: URL) throws -> [[UInt8]] {
    switch target {
    case .frame: honestFrames().flatMap { frame in [[0] + frame, [1] + frame] }
    case .session: sessions()
    case .commit: try commits(vectors)
    case .control: try controls(vectors)
    case .certificateRequest, .enrolmentRequest: try files(target)
    case .bundle: bundles()
    case .snapshot: snapshots()
    case .stateRow: rows()
    }
  }

  /// Everything that passes in an honest session, in order.
  private static func honestFrames() -> [[UInt8]] {
    var (node, hub) = (FixedSide(role: .initiator), FixedSide(role: .responder))
    node.start()
    hub.start()
    var frames: [[UInt8]] = []
    for _ in 0..<32 where !node.session.hasEnded {
      for frame in node.takeOutbox() {
        frames.append([UInt8](frame))
        hub.receive(frame)
      }
      for frame in hub.takeOutbox() {
        frames.append([UInt8](frame))
        node.receive(frame)
      }
    }
    return frames
  }

  private static func sessions() -> [[UInt8]] {
    let frames = honestFrames()
    return [0, 1].flatMap { (role: UInt8) in
      [0, 1].map { (flag: UInt8) in
        var writer = PieceWriter()
        for frame in frames {
          writer.add(flag: 3, content: [])
          writer.add(flag: flag, content: frame)
        }
        return [role] + writer.bytes
      }
        + frames.map { frame in
          var writer = PieceWriter()
          writer.add(flag: 3, content: [])
          writer.add(flag: 1, content: frame)
          writer.add(flag: 5, content: [])
          writer.add(flag: 6, content: [])
          writer.add(flag: 3, content: [])
          writer.add(flag: 4, content: frame)
          return [role] + writer.bytes
        }
    }
  }

  /// A manifest, the rows of the region in one part, and one by one.
  private static func snapshots() -> [[UInt8]] {
    let rows = rows().filter { $0.count > Int($0.first ?? 0) + 1 }
    var pieces = PieceWriter()
    var joined: [UInt8] = []
    var seeds: [[UInt8]] = []
    for row in rows {
      let key = Array(row.dropFirst().prefix(Int(row[0])))
      let value = Array(row.dropFirst(1 + key.count))
      guard let last = key.last else { continue }
      var one = PieceWriter()
      one.add(flag: last, content: key.dropLast())
      one.add(content: value)
      seeds.append([2] + one.bytes)
      pieces.add(flag: last, content: key.dropLast())
      pieces.add(content: value)
      joined += StateRow.bytes(key: key, value: value)
    }
    let manifest = (try? SnapshotTarget.message { _ in }.serializedBytes() as [UInt8]) ?? []
    return [[0] + manifest, [1] + joined, [2] + pieces.bytes] + seeds
  }

  /// A whole file, what is sealed in it, and its records with and without the manifest.
  private static func bundles() -> [[UInt8]] {
    let frames = honestFrames()
    var pieces = PieceWriter()
    var records = PieceWriter()
    records.add(flag: 0, content: BundleForge.manifest)
    for frame in frames {
      pieces.add(flag: 1, content: frame)
      records.add(flag: 0, content: frame)
    }
    return [
      [0] + BundleForge.file(records: [BundleForge.manifest] + frames),
      [0] + BundleForge.file(records: [BundleForge.manifest]),
      [1, 0, 0, 0, 2, 8, 1, 0, 0, 0, 0], [2] + records.bytes, [3] + pieces.bytes,
    ]
      + frames.map { frame in
        var one = PieceWriter()
        one.add(flag: 1, content: frame)
        return [3] + one.bytes
      }
  }

  private static func commits(_ vectors: URL) throws -> [[UInt8]] {
    let files = ["runs.json", "refused-runs.json"]
    return try files.flatMap { file in
      try list(vectors.appending(path: file)).map { run in
        var writer = PieceWriter()
        for commit in run["commits"] as? [[String: Any]] ?? [] {
          writer.add(flag: 0, content: bytes(commit["header"]))
          writer.add(content: bytes(commit["salt"]))
          writer.add(content: bytes(commit["payload"]))
        }
        return [0] + writer.bytes
      }
    }
  }

  private static func controls(_ vectors: URL) throws -> [[UInt8]] {
    let file = try JSONSerialization.jsonObject(
      with: Data(contentsOf: vectors.appending(path: "control.json")))
    let records = ((file as? [String: Any])?["records"] as? [[String: Any]] ?? []).map {
      bytes(($0["signed"] as? [String: Any])?["content"])
    }
    // Sequence and previous hash are the first two fields, of 2 and 34 bytes: the target adds its own.
    return records.flatMap { record in
      [4, 5].map { (flag: UInt8) in
        var writer = PieceWriter()
        writer.add(flag: flag, content: flag == 4 ? Array(record.dropFirst(36)) : record)
        return writer.bytes
      }
    }
      + FixedRegion.shared.logs.values.map { log in
        var writer = PieceWriter()
        writer.add(flag: 2, content: log.genesis.signed.content)
        return writer.bytes
      }
  }

  private static func files(_ target: FuzzTarget) throws -> [[UInt8]] {
    let request = try CertificateRequest(key: TransportKey(), partnershipName: "Hartlepool")
    guard target == .enrolmentRequest else {
      let der = Data(
        base64Encoded: request.pem.split(separator: "\n").dropFirst().dropLast().joined())
      return [[0] + Array(request.pem.utf8), [1] + [UInt8](der ?? Data())]
    }
    let fields: [String: Any] = [
      "version": 1, "invitation": "00112233445566aa", "csrPEM": request.pem,
      "identityKey": Data(FixedRegion.shared.node.publicKey.bytes).base64EncodedString(),
      "codeProof": Data(repeating: 1, count: 32).base64EncodedString(),
      "identitySignature": Data(repeating: 2, count: 64).base64EncodedString(),
    ]
    return [[UInt8](try JSONSerialization.data(withJSONObject: fields))]
  }

  private static func rows() -> [[UInt8]] {
    let region = FixedRegion.shared
    var replica = ScopeReplica(control: region.control)
    var rows: [[UInt8]] = []
    for log in region.logs.values.sorted(by: { $0.logIndex < $1.logIndex }) {
      let run = try? verifyRun(
        from: log.positions[0], commits: log.commits, seals: log.seals, logKey: log.key.publicKey)
      for commit in run?.commits ?? [] {
        _ = replica.apply(commit)
        rows += replica.objects.allRows.map {
          [UInt8($0.key.bytes.count)] + $0.key.bytes + $0.value.bytes
        }
      }
    }
    return rows
  }

  private static func list(_ file: URL) throws -> [[String: Any]] {
    try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]] ?? []
  }

  private static func bytes(_ hexadecimal: Any?) -> [UInt8] {
    let digits = Array((hexadecimal as? String ?? "").utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
    }
  }
}
