internal import Crypto
internal import Foundation

/// How the pieces of one file are sealed: ChaCha20-Poly1305 with the file's content key.
///
/// The nonce is the first 7 bytes of the bundle's name, the piece's number from 0 as four big-endian
/// bytes, and 1 for the last piece, else 0: no piece can be left out, moved, or made the last one.
/// Every piece authenticates H(TAG(bundle) ‖ everything before the first piece) too.
struct PieceCipher {
  private let key: SymmetricKey
  private let prefix: [UInt8]
  private let authenticated: [UInt8]

  init(key: SymmetricKey, envelope: BundleEnvelope) {
    self.key = key
    prefix = Array(envelope.name.prefix(7))
    authenticated = Array(SHA256.hash(data: tag("bundle") + envelope.header))
  }

  private func nonce(_ number: UInt32, isLast: Bool) throws -> ChaChaPoly.Nonce {
    try ChaChaPoly.Nonce(data: prefix + lengthBytes(Int(number)) + [isLast ? 1 : 0])
  }

  func seal(_ piece: [UInt8], number: UInt32, isLast: Bool) throws -> [UInt8] {
    let box = try ChaChaPoly.seal(
      piece, using: key, nonce: try nonce(number, isLast: isLast), authenticating: authenticated)
    return Array(box.ciphertext) + Array(box.tag)
  }

  /// The plain text; `nil` if this is not the piece that was sealed.
  func open(_ piece: [UInt8], number: UInt32, isLast: Bool) throws -> [UInt8]? {
    guard piece.count >= BundleForm.tagLength else { return nil }
    let box = try ChaChaPoly.SealedBox(
      nonce: try nonce(number, isLast: isLast), ciphertext: piece.dropLast(BundleForm.tagLength),
      tag: piece.suffix(BundleForm.tagLength))
    return (try? ChaChaPoly.open(box, using: key, authenticating: authenticated)).map(Array.init)
  }
}

/// Cuts what is written into pieces and seals each.
struct PieceSealer {
  private let cipher: PieceCipher
  private var number: UInt32 = 0
  private var pending: [UInt8] = []

  init(_ cipher: PieceCipher) { self.cipher = cipher }

  /// - Returns: The sealed pieces that are full now.
  mutating func append(_ bytes: [UInt8]) throws -> [UInt8] {
    pending += bytes
    var sealed: [UInt8] = []
    // The last piece may be full; so one is kept back until more comes.
    while pending.count > BundleForm.pieceLength {
      sealed += try seal(Array(pending.prefix(BundleForm.pieceLength)), isLast: false)
      pending.removeFirst(BundleForm.pieceLength)
    }
    return sealed
  }

  /// - Returns: The last sealed piece.
  mutating func finish() throws -> [UInt8] { try seal(pending, isLast: true) }

  private mutating func seal(_ piece: [UInt8], isLast: Bool) throws -> [UInt8] {
    guard number < .max else { throw TransportError.bundleTooLarge("it has 2^32 pieces") }
    defer { number += 1 }
    return try cipher.seal(piece, number: number, isLast: isLast)
  }
}

/// Opens the pieces of a file one after the other.
struct PieceOpener<Source: ByteSource> {
  private let cipher: PieceCipher
  private var source: Source
  private var number: UInt32 = 0
  private var ahead: [UInt8]
  private(set) var hasEnded = false

  init(_ cipher: PieceCipher, source: Source) throws {
    self.cipher = cipher
    self.source = source
    ahead = []
    ahead = try self.source.read(Self.sealedLength)
  }

  private static var sealedLength: Int { BundleForm.pieceLength + BundleForm.tagLength }

  /// The plain text of the next piece.
  ///
  /// - Throws: `TransportError` with code `bundle-cut-short` or `bundle-damaged`.
  mutating func next() throws -> [UInt8] {
    let piece = ahead
    ahead = piece.count == Self.sealedLength ? try source.read(Self.sealedLength) : []
    let isLast = ahead.isEmpty
    guard let plain = try cipher.open(piece, number: number, isLast: isLast) else {
      // A file that ends where a piece ends is whole as far as it goes.
      let isWholePiece = try isLast && cipher.open(piece, number: number, isLast: false) != nil
      let isCut = isWholePiece || piece.count < BundleForm.tagLength
      throw isCut
        ? TransportError.bundleCutShort()
        : TransportError.bundleDamaged("piece \(number + 1) of its content does not open")
    }
    number += 1
    hasEnded = isLast
    return plain
  }
}
