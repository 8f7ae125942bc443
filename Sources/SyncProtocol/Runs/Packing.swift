internal import CZlib

/// Bytes in zlib's format (RFC 1950).
///
/// Unpacking is bounded before anything is allocated: the sender states how long the bytes are, and
/// what does not come to exactly that is refused.
public enum Packing {
  /// The most that one packed byte may stand for.
  public static let ratioMax = 20

  /// Packs bytes; nothing if that would make them longer, or stand for more than
  /// ``ratioMax`` times as many.
  ///
  /// - Parameter bytes: At most 2³⁰.
  /// - Returns: Fewer bytes.
  public static func pack(_ bytes: [UInt8]) -> [UInt8]? {
    guard !bytes.isEmpty else { return nil }
    var length = compressBound(UInt(bytes.count))
    let packed = [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
      let code = compress2(buffer.baseAddress, &length, bytes, UInt(bytes.count), 6)
      count = code == Z_OK ? Int(length) : 0
    }
    guard !packed.isEmpty, packed.count < bytes.count, bytes.count <= ratioMax * packed.count
    else { return nil }
    return packed
  }

  /// Puts bytes into zlib's format without packing them, whatever they are.
  ///
  /// - Parameter bytes: At most 2³⁰; not empty.
  /// - Returns: A few bytes more.
  public static func wrap(_ bytes: [UInt8]) -> [UInt8] {
    var length = compressBound(UInt(bytes.count))
    return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
      let code = compress2(buffer.baseAddress, &length, bytes, UInt(bytes.count), 0)
      count = code == Z_OK ? Int(length) : 0
    }
  }

  /// Unpacks bytes.
  ///
  /// - Parameters:
  ///   - packed: In zlib's format, nothing after its end.
  ///   - length: How many bytes it stands for, as the sender says.
  ///   - bound: The most bytes that are taken.
  /// - Returns: Exactly `length` bytes; nothing if the bytes are damaged, stand for another number
  ///   than that, or for more than ``ratioMax`` times their own number or than `bound`.
  public static func unpack(_ packed: [UInt8], length: Int, bound: Int) -> [UInt8]? {
    guard length > 0, length <= bound, length <= ratioMax * packed.count else { return nil }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      var unpacked = UInt(length)
      var read = UInt(packed.count)
      // Stops at the end of the buffer; a stream that would go on is an error.
      let code = uncompress2(buffer.baseAddress, &unpacked, packed, &read)
      isWhole = code == Z_OK && Int(unpacked) == length && Int(read) == packed.count
      count = isWhole ? length : 0
    }
    return isWhole ? bytes : nil
  }
}
