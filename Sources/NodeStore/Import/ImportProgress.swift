/// How far an import has come.
public struct ImportProgress: Hashable, Sendable {
  /// The file that is being read.
  public let file: String
  /// Rows read so far, in all files.
  public let rows: Int
  /// Bytes of the files on disk read so far.
  public let bytesDone: Int64
  public let bytesTotal: Int64

  /// The share of the work that is done, from 0 to 1.
  public var fraction: Double {
    bytesTotal > 0 ? min(1, Double(bytesDone) / Double(bytesTotal)) : 1
  }
}
