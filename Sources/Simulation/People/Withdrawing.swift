import ProtocolMessages
import SignedLogs
import SwiftProtobuf

extension UnverifiedCommit {
  /// The operations with the texts of list entries left out, as the authority writes them.
  func withoutWords() throws -> [UInt8] {
    var operations = try Iscan_Sync_V1_Operations(serializedBytes: payload)
    for place in operations.operation.indices {
      guard case .append(var entry)? = operations.operation[place].action else { continue }
      entry.value.kind = .text("")
      operations.operation[place].action = .append(entry)
    }
    return try operations.serializedBytes()
  }
}

extension Array {
  /// The element at a place, if there is one.
  subscript(safe place: Int) -> Element? { indices.contains(place) ? self[place] : nil }
}
