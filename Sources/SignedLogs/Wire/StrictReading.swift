internal import Foundation
internal import SwiftProtobuf

/// Reads a record from bytes that were signed or hashed; refuses what has two readings.
func strictlyRead<Message: SwiftProtobuf.Message>(
  _ bytes: [UInt8], part: SignedPart, shape: MessageShape
) throws(SignedLogError) -> Message {
  guard bytes.count <= LogLimits.recordBytesMax else {
    throw .recordTooLarge(part, bytes: bytes.count)
  }
  try shape.check(bytes, part: part)
  guard let message = try? Message(serializedBytes: bytes) else {
    throw .malformed(part, .truncated, offset: bytes.count)
  }
  return message
}

/// Writes a record once; the bytes are kept from then on.
func written(_ message: some SwiftProtobuf.Message, part: SignedPart) throws(SignedLogError)
  -> [UInt8]
{
  guard let bytes: [UInt8] = try? message.serializedBytes() else {
    throw .fieldInvalid(part, field: "record", reason: "not serialisable")
  }
  return bytes
}
