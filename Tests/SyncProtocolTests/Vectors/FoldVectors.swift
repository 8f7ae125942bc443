import Foundation
import SignedLogs
import Testing

/// Worlds with the state that they come to, made by the reference peer: `Protocol/vectors/folds.json`.
struct FoldVector: Codable, CustomTestStringConvertible {
  struct Signed: Codable {
    let content: String
    let signature: String

    var bytes: SignedContent {
      get throws { SignedContent(content: try hex(content), signature: try hex(signature)) }
    }
  }

  struct Commit: Codable {
    let header: String
    let salt: String
    let payload: String

    var bytes: UnverifiedCommit {
      get throws {
        UnverifiedCommit(header: try hex(header), salt: try hex(salt), payload: try hex(payload))
      }
    }
  }

  struct Log: Codable {
    struct Signature: Codable {
      let counter: UInt64
      let signature: String
    }

    let logIndex: UInt32
    let commits: [Commit]
    let seals: [Signature]
  }

  struct Void: Codable, Hashable {
    let logIndex: UInt32
    let counter: UInt64
    let reason: String
  }

  struct State: Codable {
    /// Keys and values.
    let rows: [[String]]
    let hash: String
    let void: [Void]
  }

  let name: String
  let scopeGenesis: Signed
  let records: [Signed]
  let logs: [Log]
  let state: State

  var testDescription: String { name }

  static func all() throws -> [FoldVector] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Protocol/vectors/folds.json")
    return try JSONDecoder().decode([FoldVector].self, from: Data(contentsOf: file))
  }
}

/// The bytes of pairs of hexadecimal digits.
func hex(_ text: String) throws -> [UInt8] {
  let digits = Array(text.utf8)
  return try stride(from: 0, to: digits.count, by: 2).map { place in
    let pair = String(decoding: digits[place..<min(place + 2, digits.count)], as: UTF8.self)
    guard pair.count == 2, let byte = UInt8(pair, radix: 16) else {
      throw TestFailure("not hexadecimal: \(text)")
    }
    return byte
  }
}
