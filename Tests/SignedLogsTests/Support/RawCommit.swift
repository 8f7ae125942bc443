import Foundation
import ProtocolMessages
import SwiftProtobuf

@testable import SignedLogs

/// Makes commits that no author here would write, to see them refused.
struct RawCommit {
  var header = Iscan_Sync_V1_CommitHeader.with {
    $0.hybridTimeDelta = 100
    $0.controlSequenceDelta = 6
    $0.controlHash = Data(repeating: 9, count: 32)
    $0.contextDelta = [
      .with {
        $0.logIndex = 2; $0.advance = 3
      }
    ]
    $0.schema = 1
    $0.actor = "analyst-1"
  }
  var operations = Iscan_Sync_V1_Operations.with {
    $0.operation = [
      .with {
        $0.create = .with {
          $0.kind = 1; $0.reference = "HPL-T-0001"
        }
      }
    ]
  }
  var salt: [UInt8] = []
  /// Bytes instead of the payload above.
  var payload: [UInt8]?
  /// Bytes after the header.
  var headerTail: [UInt8] = []
  /// Whether the header states the payload's true length.
  var statesLength = true

  func bytes() throws -> UnverifiedCommit {
    var header = header
    let payload = try payload ?? operations.serializedBytes()
    if statesLength { header.payloadLength = UInt32(payload.count) }
    return UnverifiedCommit(
      header: try header.serializedBytes() + headerTail, salt: salt, payload: payload)
  }
}

/// Commits with a seal over the last, or over the ones named.
struct RawRun {
  var commits: [UnverifiedCommit]
  var seals: [Seal]

  init(_ commits: [UnverifiedCommit], start: LogPosition, key: LogKey, sealing: Set<Int>? = nil)
    throws
  {
    self.commits = commits
    seals = []
    var head = start.head
    for (place, commit) in commits.enumerated() {
      // A salt too long for its length byte cannot be hashed; such a commit is refused before.
      guard commit.salt.count < 256 else { continue }
      head = head.appending(commit)
      if sealing?.contains(place) ?? (place == commits.count - 1) {
        seals.append(try seal(head, with: key))
      }
    }
  }
}
