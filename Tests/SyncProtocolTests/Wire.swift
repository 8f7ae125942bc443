import Foundation
import ProtocolMessages
import SwiftProtobuf
import SyncProtocol

/// What lies between two peers and what it does to their frames.
struct Wire {
  enum Fault {
    case none
    /// After so many frames, counted over both directions, nothing passes any more.
    case cut(after: Int)
    /// The frame of this number passes twice.
    case twice(Int)
    /// The frame of this number is held back until the next one of its direction has passed.
    case late(Int)
    /// The frame of this number is lost.
    case lost(Int)
    /// Frames that fit are lost.
    case lostRuns(@Sendable (Data) -> Bool)
    /// The frame of this number is changed.
    case changed(Int, @Sendable (Data) -> Data)
    /// Every frame of one direction is changed.
    case every(@Sendable (Data) -> Data, toHub: Bool)
  }

  var fault = Fault.none
  private(set) var count = 0
  private var held: [Bool: Data] = [:]

  init(_ fault: Fault = .none) { self.fault = fault }

  /// What arrives for one frame sent; nothing at all if the wire is cut.
  mutating func pass(_ frame: Data, toHub: Bool) -> [Data]? {
    let number = count
    count += 1
    if case .late(number) = fault {
      held[toHub] = frame
      return []
    }
    let late = [held.removeValue(forKey: toHub)].compactMap { $0 }
    switch fault {
    case .cut(let after) where number >= after: return nil
    case .twice(number): return [frame, frame]
    case .lost(number): return []
    case .lostRuns(let isLost) where isLost(frame): return []
    case .changed(number, let change): return [change(frame)]
    case .every(let change, toHub: toHub): return [change(frame)]
    default: return [frame] + late
    }
  }
}

extension Wire {
  /// Rewrites the frames that go one way, as a dishonest peer or relay would send them.
  ///
  /// - Parameters:
  ///   - toHub: Whether the frames of the node are rewritten, or those of the hub.
  ///   - change: Changes a frame in place; what it does not change passes byte for byte.
  /// - Returns: The wire.
  static func rewriting(
    toHub: Bool, _ change: @escaping @Sendable (inout Iscan_Sync_V1_Frame) -> Void
  ) -> Wire {
    Wire(
      .every(
        { bytes in
          guard let frame = try? Iscan_Sync_V1_Frame(serializedBytes: bytes) else { return bytes }
          let plain = frame.withRunUnpacked
          var changed = plain
          change(&changed)
          guard changed != plain, let result: Data = try? changed.serializedBytes() else {
            return bytes
          }
          return result
        }, toHub: toHub))
  }
}

extension Iscan_Sync_V1_Frame {
  /// The same frame with the commits of a packed run in the open.
  var withRunUnpacked: Iscan_Sync_V1_Frame {
    guard case .logRun(var run) = content, !run.packed.isEmpty,
      let bytes = Packing.unpack(
        Array(run.packed), length: Int(run.unpackedLength), bound: SyncLimits.frameBytes),
      let content = try? Iscan_Sync_V1_RunContent(serializedBytes: bytes)
    else { return self }
    (run.commit, run.seal) = (content.commit, content.seal)
    (run.packed, run.packedCount, run.unpackedLength) = (Data(), 0, 0)
    var plain = self
    plain.logRun = run
    return plain
  }
}
