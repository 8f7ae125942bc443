public import Foundation

/// A file of the exchange by which a node joins a region: JSON with a version.
public protocol EnrolmentFile: Codable, Sendable {
  /// What the file is called in messages, such as "an invitation".
  static var kind: String { get }
  /// The file's version; 1.
  var version: Int { get }
}

extension EnrolmentFile {
  /// The file's content: JSON with sorted keys, times in ISO 8601.
  ///
  /// - Returns: UTF-8 text that ends in a line feed.
  /// - Throws: What `JSONEncoder` throws; never for a value made by this module.
  public func fileContent() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(self) + [0x0A]
  }

  /// Reads a file. Only its form is examined; each file has its own verification.
  ///
  /// - Parameter fileContent: The file's bytes, at most 64 KiB.
  /// - Throws: `TransportError` with code `enrolment-file-unreadable` or `enrolment-file-version`.
  public init(fileContent: Data) throws {
    guard fileContent.count <= 65_536 else {
      throw TransportError.enrolmentFileUnreadable(Self.kind, "it has more than 64 KiB")
    }
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    guard let mark = try? decoder.decode(VersionMark.self, from: fileContent) else {
      throw TransportError.enrolmentFileUnreadable(Self.kind, "it has no version")
    }
    guard mark.version == 1 else {
      throw TransportError.enrolmentFileVersion(Self.kind, mark.version)
    }
    guard let file = try? decoder.decode(Self.self, from: fileContent) else {
      throw TransportError.enrolmentFileUnreadable(Self.kind, "a part is missing or malformed")
    }
    self = file
  }
}

private struct VersionMark: Codable {
  let version: Int
}
