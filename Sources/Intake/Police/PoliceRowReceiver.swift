/// Takes what a ``PoliceFileReader`` finds, row by row, in the order of the file.
public protocol PoliceRowReceiver: AnyObject {
  /// The header was recognised.
  ///
  /// - Parameters:
  ///   - kind: What the file holds.
  ///   - header: The first line as it stands in the file, valid during the call.
  /// - Throws: Whatever stops the import.
  func begin(_ kind: PoliceFileKind, header: Bytes) throws
  func receive(_ crime: StreetRecord) throws
  func receive(_ outcome: OutcomeRecord) throws
  func receive(_ search: StopSearchRecord) throws
  func reject(_ row: RejectedRow) throws
}
