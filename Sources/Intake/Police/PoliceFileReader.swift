/// Reads one file of data.police.uk as its bytes arrive: the door through which only what a node
/// keeps passes.
public final class PoliceFileReader {
  private let file: String
  private let tables: PoliceTables
  private let receiver: any PoliceRowReceiver
  private let records = RecordReader()
  private var rows: PoliceRows?

  /// How many rows have been read, the header left out.
  public private(set) var rowCount = 0

  /// - Parameters:
  ///   - file: The file's name, for rejected rows.
  ///   - tables: Places and labels, shared by the files of an import.
  ///   - receiver: Takes the rows.
  public init(file: String, tables: PoliceTables, receiver: any PoliceRowReceiver) {
    self.file = file
    self.tables = tables
    self.receiver = receiver
  }

  /// Takes the next bytes of the file.
  ///
  /// - Parameter bytes: As many as there are.
  /// - Throws: ``IntakeError`` if the first line is no known header, and what the receiver throws.
  public func feed(_ bytes: UnsafeRawBufferPointer) throws {
    try records.feed(bytes, handle)
  }

  /// Says that the file has ended.
  ///
  /// - Throws: ``IntakeError/emptyFile``, and as ``feed(_:)``.
  public func finish() throws {
    try records.finish(handle)
    guard rows != nil else { throw IntakeError.emptyFile }
  }

  private func handle(_ record: CSVRecord) throws {
    guard let rows else { return try begin(record) }
    rowCount += 1
    let row: ParsedRow
    do throws(RejectReason) {
      if let problem = record.problem { throw problem }
      row = try rows.parse(record, tables)
    } catch {
      return try receiver.reject(
        RejectedRow(file: file, line: record.line, reason: error, raw: Array(record.raw)))
    }
    switch row {
    case .street(let crime): try receiver.receive(crime)
    case .outcome(let outcome): try receiver.receive(outcome)
    case .search(let search): try receiver.receive(search)
    }
  }

  private func begin(_ record: CSVRecord) throws {
    let header = try PoliceHeader(record)
    rows = PoliceRows(header)
    records.expectedColumns = header.count
    try receiver.begin(header.kind, header: record.raw)
  }
}
