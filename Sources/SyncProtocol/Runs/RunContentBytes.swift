import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

// The bytes of `RunContent` are written and read here by hand: a region's history is a million
// commits, and a message object for each would cost more than checking it.

/// Writes the fields of a protobuf message.
struct FieldWriter {
  private(set) var bytes: [UInt8] = []

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

  mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func number(_ value: UInt64, field: UInt64) {
    guard value != 0 else { return }
    varint(field << 3)
    varint(value)
  }

  mutating func content(_ value: some Collection<UInt8>, field: UInt64) {
    guard !value.isEmpty else { return }
    varint(field << 3 | 2)
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// The tag and length of a message that is written next.
  mutating func begin(field: UInt64, length: Int) {
    varint(field << 3 | 2)
    varint(UInt64(length))
  }

  static func length(ofVarint value: UInt64) -> Int {
    max(1, (64 - value.leadingZeroBitCount + 6) / 7)
  }

  static func length(ofContent count: Int) -> Int {
    count == 0 ? 0 : 1 + length(ofVarint: UInt64(count)) + count
  }
}

extension FieldWriter {
  /// `CommitBytes`, as field `field` of what surrounds it.
  mutating func commit(_ commit: UnverifiedCommit, field: UInt64) {
    let digest = commit.withdrawnDigest?.bytes ?? []
    let length =
      Self.length(ofContent: commit.header.count) + Self.length(ofContent: commit.salt.count)
      + Self.length(ofContent: commit.payload.count) + Self.length(ofContent: digest.count)
    begin(field: field, length: length)
    content(commit.header, field: 1)
    content(commit.salt, field: 2)
    content(commit.payload, field: 3)
    content(digest, field: 4)
  }

  /// `Seal`, as field `field` of what surrounds it.
  mutating func seal(_ seal: Seal, field: UInt64) {
    let counter = seal.counter == 0 ? 0 : 1 + Self.length(ofVarint: seal.counter)
    begin(field: field, length: counter + Self.length(ofContent: seal.signature.count))
    number(seal.counter, field: 1)
    content(seal.signature, field: 2)
  }
}

/// Reads the fields of a protobuf message; what it does not know it passes over.
struct FieldReader {
  private let bytes: [UInt8]
  private var place: Int
  private let end: Int

  struct Malformed: Error {}

  init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.count) }

  private init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    place = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { place >= end }

  mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard place < end else { throw Malformed() }
      let byte = bytes[place]
      place += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw Malformed()
  }

  /// The next field's number and wire type.
  mutating func tag() throws -> (number: UInt64, wireType: UInt64) {
    let tag = try varint()
    guard tag >> 3 > 0 else { throw Malformed() }
    return (tag >> 3, tag & 7)
  }

  private mutating func range() throws -> Range<Int> {
    let length = try varint()
    guard length <= UInt64(end - place) else { throw Malformed() }
    defer { place += Int(length) }
    return place..<(place + Int(length))
  }

  mutating func content() throws -> [UInt8] { Array(bytes[try range()]) }

  mutating func message() throws -> FieldReader { FieldReader(bytes, try range()) }

  mutating func skip(_ wireType: UInt64) throws {
    switch wireType {
    case 0: _ = try varint()
    case 1: try advance(8)
    case 2: _ = try range()
    case 5: try advance(4)
    default: throw Malformed()
    }
  }

  private mutating func advance(_ count: Int) throws {
    guard count <= end - place else { throw Malformed() }
    place += count
  }

  /// `CommitBytes`.
  mutating func commit() throws -> UnverifiedCommit {
    var fields: [[UInt8]] = [[], [], [], []]
    while !isAtEnd {
      let tag = try tag()
      guard (1...4).contains(tag.number), tag.wireType == 2 else {
        try skip(tag.wireType)
        continue
      }
      fields[Int(tag.number) - 1] = try content()
    }
    if let digest = Digest(fields[3]) {
      return UnverifiedCommit(header: fields[0], withdrawnDigest: digest)
    }
    return UnverifiedCommit(header: fields[0], salt: fields[1], payload: fields[2])
  }

  /// `Seal`.
  mutating func seal() throws -> Seal {
    var counter: UInt64 = 0
    var signature: [UInt8] = []
    while !isAtEnd {
      let tag = try tag()
      switch (tag.number, tag.wireType) {
      case (1, 0): counter = try varint()
      case (2, 2): signature = try content()
      default: try skip(tag.wireType)
      }
    }
    return Seal(counter: counter, signature: signature)
  }
}
