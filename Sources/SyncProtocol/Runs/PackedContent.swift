import ProtocolMessages
import SwiftProtobuf

/// What a frame carries in packed form, in the open: for whoever searches what passes on a wire.
public enum PackedContent {
  /// Unpacks the run in a frame.
  ///
  /// - Parameter frame: As it travels.
  /// - Returns: Nothing if the frame packs nothing, or cannot be read.
  public static func of(_ frame: [UInt8]) -> [UInt8] {
    guard let message = try? Iscan_Sync_V1_Frame(serializedBytes: frame) else { return [] }
    switch message.content {
    case .logRun(let run) where !run.packed.isEmpty:
      return Packing.unpack(
        Array(run.packed), length: Int(run.unpackedLength),
        bound: SyncLimits.unpackedBytesPerRun) ?? []
    default: return []
    }
  }
}
