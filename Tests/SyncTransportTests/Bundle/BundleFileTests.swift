import Foundation
import PartnershipRecords
import SignedLogs
import Testing

@testable import SyncTransport

@Suite("The bundle file")
struct BundleFileTests {
  let bundle = SmallBundle()

  @Test("What was written is read, as often as one likes, by each recipient")
  func everyRecipient() throws {
    let other = BundleKey()
    let bytes = try bundle.bytes(to: [other.publicKey, bundle.reader.publicKey])
    for key in [bundle.reader, other, bundle.reader] {
      #expect(try bundle.read(bytes, with: key) == bundle.records)
    }
  }

  @Test("A file cut at any byte is refused, and nothing of its end is believed")
  func cutAnywhere() throws {
    let bytes = try bundle.bytes()
    for length in 0..<bytes.count {
      let code = bundle.code(of: Array(bytes.prefix(length)))
      #expect(
        ["bundle-cut-short", "bundle-damaged"].contains(code), "cut at \(length): \(code ?? "read")"
      )
    }
  }

  @Test("A file with any one bit flipped is refused")
  func everyBit() throws {
    let bytes = try bundle.bytes(to: [BundleKey().publicKey, bundle.reader.publicKey])
    var codes: Set<String> = []
    for place in bytes.indices {
      for bit in 0..<8 {
        var flipped = bytes
        flipped[place] ^= 1 << bit
        let code = bundle.code(of: flipped)
        codes.insert(try #require(code, "bit \(bit) of byte \(place) was flipped and not seen"))
      }
    }
    #expect(
      codes == [
        "bundle-other-file", "bundle-version-unknown", "bundle-cut-short", "bundle-damaged",
        "bundle-for-others",
      ])
  }

  @Test("What is not an ordinary file is refused at once, and a link is as long as its file")
  func ordinaryFiles() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    for path in [pipe, folder.path, "/dev/zero"] {
      #expect {
        try FileBytes(path: path)
      } throws: {
        ($0 as? any RemediedError)?.code == "bundle-file-unusable"
      }
    }
    try Data(count: 5_000).write(to: URL(filePath: folder.path + "/file"))
    let link = folder.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "file")
    #expect(try FileBytes(path: link).size == 5_000)
  }

  @Test("Bytes after the end are refused")
  func trailingBytes() throws {
    #expect(bundle.code(of: try bundle.bytes() + [0]) == "bundle-damaged")
  }

  @Test("Whoever has another key cannot open it")
  func otherKey() throws {
    #expect(bundle.code(of: try bundle.bytes(), with: BundleKey()) == "bundle-for-others")
  }

  @Test("A bundle that somebody else signed is forged")
  func forged() throws {
    let bytes = try bundle.bytes(signedBy: .generate())
    #expect(bundle.code(of: bytes) == "bundle-forged")
  }

  @Test("A later version and another kind of file are told by their own codes")
  func otherFiles() throws {
    var later = try bundle.bytes()
    later[8] = 2
    #expect(bundle.code(of: later) == "bundle-version-unknown")
    #expect(bundle.code(of: Array("PK\u{3}\u{4} and so on".utf8)) == "bundle-other-file")
  }

  @Test(
    "Contents of every length around a piece's are read back",
    arguments: [0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 300_000])
  func lengths(_ excess: Int) throws {
    // Five bytes less: the first record's length and its one byte; and the second record's length.
    let long = SmallBundle(
      records: [[1]]
        + stride(from: 0, to: max(excess, 1), by: 100_000).map {
          [UInt8](repeating: UInt8($0 / 100_000), count: max(1, min(100_000, excess - $0)))
        })
    let bytes = try long.bytes()
    #expect(try long.read(bytes) == long.records)
    let pieceEnd = bytes.count - bytes.count % 65_552
    if pieceEnd < bytes.count, pieceEnd > 65_552 {
      #expect(long.code(of: Array(bytes.prefix(pieceEnd))) != nil)
    }
  }

  @Test("A file that ends where a piece ends is known to be cut short")
  func cutAtPiece() throws {
    let long = SmallBundle(records: [[UInt8](repeating: 5, count: 200_000)])
    let bytes = try long.bytes()
    let header = 13 + number(bytes[9..<13])
    for pieces in 1...3 {
      let cut = Array(bytes.prefix(header + pieces * 65_552))
      #expect(long.code(of: cut) == "bundle-cut-short")
    }
  }

  @Test("Two pieces that changed places are refused")
  func exchangedPieces() throws {
    let long = SmallBundle(records: [[UInt8](repeating: 5, count: 200_000)])
    var bytes = try long.bytes()
    let header = 13 + number(bytes[9..<13])
    let (first, second) = (header..<header + 65_552, header + 65_552..<header + 131_104)
    let exchanged = Array(bytes[second]) + Array(bytes[first])
    bytes.replaceSubrange(first.lowerBound..<second.upperBound, with: exchanged)
    #expect(long.code(of: bytes) == "bundle-damaged")
  }

  @Test("A file bears its name only when it is whole, and never replaces another")
  func wholeOrNothing() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/out.iscan"
    func writer() throws -> BundleFileWriter {
      try BundleFileWriter(
        path: path, recipients: [bundle.reader.publicKey], name: SmallBundle.name,
        contentKey: [UInt8](repeating: 1, count: 32))
    }
    do {
      let abandoned = try writer()
      try abandoned.add(Data([1]))
      #expect(!FileManager.default.fileExists(atPath: path))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    let whole = try writer()
    for record in bundle.records { try whole.add(Data(record)) }
    try whole.finish(identity: bundle.creator)
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    #expect(try bundle.read(bytes) == bundle.records)
    #expect(whole.byteCount == bytes.count)
    #expect(throws: TransportError.self) { try writer() }
    #expect(Array(try Data(contentsOf: URL(filePath: path))) == bytes)
  }
}

@Suite("The bundle key")
struct BundleKeyTests {
  @Test("A home without one gets one when it is first asked for, and keeps it")
  func madeOnce() throws {
    let folder = try TemporaryFolder()
    let keys = try KeyFolder(path: folder.path + "/keys")
    let first = try keys.bundleKey()
    #expect(try keys.bundleKey().publicKey == first.publicKey)
    #expect(first.publicKey.count == 32)
    #expect(!"\(first)".contains(Data(first.rawRepresentation).map { String($0) }.joined()))
  }
}
