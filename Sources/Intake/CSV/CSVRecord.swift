/// Bytes that belong to somebody else and are valid only while he says so.
public typealias Bytes = UnsafeBufferPointer<UInt8>

/// One record of a CSV file, valid only during the call that hands it over.
public struct CSVRecord {
  /// The line on which it begins, from 1.
  public let line: Int
  /// The record as it stands in the file, without its line end.
  public let raw: Bytes
  /// What makes the record unusable, if anything; its fields must then not be used.
  public let problem: RejectReason?
  private let fields: UnsafeBufferPointer<Bytes>

  init(line: Int, raw: Bytes, problem: RejectReason?, fields: UnsafeBufferPointer<Bytes>) {
    self.line = line
    self.raw = raw
    self.problem = problem
    self.fields = fields
  }

  /// The number of fields.
  public var count: Int { fields.count }

  /// A field's bytes, without quotation marks around it and with doubled ones made single.
  public subscript(column: Int) -> Bytes { fields[column] }

  /// A field as text.
  public func text(_ column: Int) -> String { String(decoding: fields[column], as: UTF8.self) }
}
