import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol

/// A peer that is enrolled, has shown who it is, and then sends whatever it likes.
enum SessionTarget {
  private static let framesMax = 256

  /// Input: a byte that says which side is under test, and whether the session stays live; then
  /// frames as pieces. Flag 1: runs and control records in the frame are sealed and signed anew, as a
  /// member with its own key can; 4: its run is packed besides; 2: a second passes instead; 3: an
  /// honest peer's frames come; 5 and 6: this side, or the peer, has learned something elsewhere.
  ///
  /// - Precondition: The session ends or goes on; what it sends and asks to be kept is bounded by
  ///   what it was sent and what there is.
  static func read(_ input: [UInt8]) -> Int {
    var reader = PieceReader(input)
    guard let first = reader.byte() else { return 0 }
    let role: SessionRole = first & 1 == 0 ? .responder : .initiator
    let staysLive = first & 2 != 0
    var side = FixedSide(role: role, staysLive: staysLive)
    var peer = FixedSide(role: role == .responder ? .initiator : .responder, staysLive: staysLive)
    side.start()
    peer.start()
    shakeHands(&side, &peer)
    for _ in 0..<framesMax where !side.session.hasEnded {
      guard let (flag, content) = reader.piece() else { break }
      switch flag & 7 {
      case 0: side.receive(Data(content))
      case 1: side.receive(Resealing.frame(Data(content)))
      case 2: side.tick()
      case 3: exchange(&side, &peer)
      case 4: side.receive(Resealing.packed(Data(content)))
      case 5: side.learn()
      default: peer.learn()
      }
    }
    side.end()
    return side.bytesSent + side.bytesKept
  }

  /// Passes frames until both sides have shown who they are; the peer's next frames wait.
  private static func shakeHands(_ side: inout FixedSide, _ peer: inout FixedSide) {
    for _ in 0..<2 { exchange(&side, &peer) }
  }

  private static func exchange(_ side: inout FixedSide, _ peer: inout FixedSide) {
    for frame in side.takeOutbox() { peer.receive(frame) }
    for frame in peer.takeOutbox() { side.receive(frame) }
  }
}
