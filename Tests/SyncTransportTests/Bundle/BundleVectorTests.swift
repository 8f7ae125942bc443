import Foundation
import SignedLogs
import SyncProtocol
import Testing

@testable import SyncTransport

/// The files of `Protocol/vectors/bundles.json`, which another implementation reads too.
@Suite("The bundle files of the conformance vectors")
struct BundleVectorTests {
  struct Vector: Decodable {
    struct Opened: Decodable, Equatable {
      let bundleID: String
      let purpose: String
      let creator: String
      let scopes: [String]
      let frames: [String]
    }

    let why: String
    let bundleKeySecret: String
    let file: String
    let opened: Opened?
    let refused: String?
  }

  private static func vectors() throws -> [Vector] {
    let text = try protocolText("vectors/bundles.json")
    return try JSONDecoder().decode([Vector].self, from: Data(text.utf8))
  }

  @Test("Each is opened with what it holds, or refused with its code")
  func all() throws {
    let vectors = try Self.vectors()
    #expect(vectors.count(where: { $0.opened != nil }) == 3)
    for vector in vectors {
      let secret = try #require(bytes(hexadecimal: vector.bundleKeySecret))
      let key = try #require(BundleKey(rawRepresentation: secret))
      do {
        let found = try Self.open(try #require(bytes(hexadecimal: vector.file)), with: key)
        #expect(found == vector.opened, "\(vector.why)")
      } catch let error as TransportError {
        #expect(error.code == vector.refused, "\(vector.why)")
      }
    }
  }

  private static func open(_ file: [UInt8], with key: BundleKey) throws -> Vector.Opened {
    var opening = try BundleOpening(MemoryBytes(file), key: key)
    var manifest: BundleManifest?
    var frames: [String] = []
    func creator() throws -> PublicKey { try #require(manifest).creatorIdentityKey }
    while let record = try opening.next(creator: creator) {
      if manifest == nil {
        manifest = try BundleManifest(record: Data(record))
      } else {
        frames.append(record.hexadecimal)
      }
    }
    let found = try #require(manifest)
    return Vector.Opened(
      bundleID: opening.name.hexadecimal, purpose: found.purpose.rawValue,
      creator: found.creator.hex, scopes: found.scopes.map(\.scope.hex), frames: frames)
  }
}
