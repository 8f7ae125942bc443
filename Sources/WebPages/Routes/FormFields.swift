internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import PartnershipRecords

/// The fields of a form, in the order sent, from an address or a body.
struct FormFields: Sendable, Equatable {
  private(set) var fields: [(name: String, value: String)] = []

  /// The largest form taken, in bytes.
  static let bytesMax = 64 * 1024

  /// Reads `a=1&b=two+words`; what cannot be decoded is left out.
  init(encoded: String?) {
    for pair in (encoded ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(parts[0]),
        let value = Self.decode(parts.count > 1 ? parts[1] : "")
      else { continue }
      fields.append((name, value))
    }
  }

  /// Reads a request's body.
  init(body request: Request) async throws {
    let bytes = try await request.body(upTo: Self.bytesMax)
    self.init(encoded: String(buffer: bytes))
  }

  /// The first value of a name without white space at its ends; `nil` if it is missing or empty.
  subscript(_ name: String) -> String? {
    let value = text(name).trimmingCharacters(in: .whitespacesAndNewlines)
    return value.isEmpty ? nil : value
  }

  /// The first value of a name as it was sent; empty if it is missing.
  func text(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }

  /// Reads a value of a type, such as a month; `nil` if it is missing or empty.
  func value<Value: LosslessStringConvertible>(
    _ name: String, as type: Value.Type, expected: String
  ) throws(PageRefusal) -> Value? {
    guard let text = self[name] else { return nil }
    guard let value = Value(text) else {
      throw .unreadable(field: name, expected: expected)
    }
    return value
  }

  static func == (left: FormFields, right: FormFields) -> Bool {
    left.fields.elementsEqual(right.fields) { $0 == $1 }
  }

  private static func decode(_ text: Substring) -> String? {
    text.replacing("+", with: " ").removingPercentEncoding
  }

  /// Writes fields as they stand in an address.
  static func encode(_ fields: [(String, String)]) -> String {
    fields.map { "\(encode($0.0))=\(encode($0.1))" }.joined(separator: "&")
  }

  /// Writes one part of an address: everything but letters, digits and `-._~` is escaped.
  static func encode(_ text: String) -> String {
    var allowed = CharacterSet(charactersIn: "-._~")
    allowed.insert(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
  }
}

extension Request {
  /// The whole body, if it is not larger than may be.
  ///
  /// - Throws: ``PageRefusal/formTooLarge``.
  func body(upTo bytesMax: Int) async throws -> ByteBuffer {
    var request = self
    do {
      return try await request.collectBody(upTo: bytesMax)
    } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
      throw PageRefusal.formTooLarge
    }
  }
}
