internal import Foundation
public import ProtocolMessages
internal import SwiftProtobuf

/// A value of a field of a shared object.
public enum SharedValue: Hashable, Sendable, Codable {
  /// Words that a person wrote.
  case text(String)
  case number(Int64)
  case truth(Bool)
  /// Days since 1970-01-01.
  case day(Int32)
  /// One of a code list: a status, a role, an area.
  case code(String)
  case content([UInt8])

  /// As it travels.
  public func encoded() -> Iscan_Sync_V1_Value {
    .with {
      switch self {
      case .text(let text): $0.text = text
      case .number(let number): $0.number = number
      case .truth(let truth): $0.truth = truth
      case .day(let day): $0.day = day
      case .code(let code): $0.code = code
      case .content(let content): $0.content = Data(content)
      }
    }
  }

  /// Takes it as it travels; `nil` if it is of no kind that this release knows.
  public init?(_ message: Iscan_Sync_V1_Value) {
    switch message.kind {
    case .text(let text): self = .text(text)
    case .number(let number): self = .number(number)
    case .truth(let truth): self = .truth(truth)
    case .day(let day): self = .day(day)
    case .code(let code): self = .code(code)
    case .content(let content): self = .content(Array(content))
    case nil: return nil
    }
  }

  /// The size that the limit counts; bytes.
  var byteCount: Int {
    switch self {
    case .text(let text), .code(let text): text.utf8.count
    case .content(let content): content.count
    case .number, .truth, .day: 8
    }
  }
}
