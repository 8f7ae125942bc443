internal import Foundation
public import ProtocolMessages
internal import SwiftProtobuf

/// An operation as this release understands it.
public enum OperationReading: Hashable, Sendable {
  case known(SharedOperation)
  /// An operation of a later release, by its type number. Below 1024 its object must not be edited
  /// here until this node is updated; from 1024 it may be passed over.
  case unknown(type: UInt32)

  /// Whether a replica that does not know it must stop editing the object.
  public var isCritical: Bool {
    switch self {
    case .known: false
    case .unknown(let type): type < 1024
    }
  }

  /// Reads an operation.
  ///
  /// - Parameter message: An operation whose bytes have been checked for form.
  /// - Throws: ``SignedLogError/fieldInvalid(_:field:reason:)`` if the operation is of a known type
  ///   but incomplete, or of no type.
  public init(_ message: Iscan_Sync_V1_Operation) throws(SignedLogError) {
    if let operation = SharedOperation(message) {
      self = .known(operation)
    } else if message.action == nil {
      var reader = WireReader(Array(message.unknownFields.data), part: .commitPayload)
      guard !reader.isAtEnd else {
        throw .fieldInvalid(.commitPayload, field: "action", reason: "missing")
      }
      self = .unknown(type: UInt32(clamping: try reader.tag().number))
    } else if let type = message.typeOfLaterValue {
      // A value of a kind that this release does not know: then it does not know the operation.
      self = .unknown(type: type)
    } else {
      throw .fieldInvalid(.commitPayload, field: "object or value", reason: "missing")
    }
  }
}

extension Iscan_Sync_V1_Operation {
  fileprivate var typeOfLaterValue: UInt32? {
    let (type, hasObject, value): (UInt32, Bool, Iscan_Sync_V1_Value)
    switch action {
    case .set(let set): (type, hasObject, value) = (2, set.hasObject, set.value)
    case .addElement(let add): (type, hasObject, value) = (3, add.hasObject, add.value)
    case .append(let append): (type, hasObject, value) = (5, append.hasObject, append.value)
    default: return nil
    }
    guard hasObject, value.kind == nil, !value.unknownFields.data.isEmpty else { return nil }
    return type
  }
}
