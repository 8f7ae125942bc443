internal import Crypto
internal import Foundation
internal import GRDB
internal import Intake
internal import PartnershipRecords

/// What a caller of the import decides.
struct ImportOptions {
  let now: Date
  let rejects: URL?
  /// Reads a clock that never goes back.
  let seconds: () -> Double
}

/// The import of one file: all of it, with its report, or nothing.
final class FileTransaction {
  private let member: ArchiveReader.Member
  private let session: ImportSession
  private let options: ImportOptions
  private let started: Double
  private var importer: PoliceImporter?

  init(member: ArchiveReader.Member, session: ImportSession, options: ImportOptions) {
    self.member = member
    self.session = session
    self.options = options
    started = options.seconds()
  }

  /// Reads the file and writes what it brings.
  ///
  /// - Parameters:
  ///   - db: The writing connection, outside of a transaction.
  ///   - progress: Is told the rows and bytes read.
  /// - Returns: The report, which is stored.
  /// - Throws: ``NodeStoreError``, `IntakeError` for a file of another kind, or what SQLite refuses.
  func run(_ db: Database, _ progress: (Int, Int64) -> Void) throws -> ImportReport {
    var report = ImportReport(file: member.name, kind: .street, importedAt: options.now)
    let batches = ImportBatches(db: db, session: session)
    var digest = Data()
    try db.inTransaction(.immediate) {
      let importId = try batches.begin(report)
      digest = try readAll(db, importId, &report, progress)
      if let earlier = try batches.earlier(digest, before: importId) {
        report.becomeRepeat(of: earlier)
        return .rollback
      }
      try importer?.rejectFile?.publish()
      report.seconds = options.seconds() - started
      try batches.complete(importId, report, digest)
      return .commit
    }
    guard report.isRepeat else {
      importer = nil
      return report
    }
    giveUp()
    report.seconds = options.seconds() - started
    try db.inTransaction(.immediate) {
      try batches.complete(try batches.begin(report), report, digest)
      return .commit
    }
    return report
  }

  /// Undoes what is not in the database, after a failure or a repeat.
  func giveUp() {
    importer?.rejectFile?.discard()
    importer = nil
    session.forget()
  }

  private func readAll(
    _ db: Database, _ importId: Int64, _ report: inout ImportReport,
    _ progress: (Int, Int64) -> Void
  ) throws -> Data {
    let importer = try PoliceImporter(
      db, session, file: member.name, importId: importId, rejects: options.rejects)
    self.importer = importer
    let reader = PoliceFileReader(
      file: member.name, tables: session.tables, receiver: importer)
    var hash = SHA256()
    try member.read { bytes, done in
      hash.update(bufferPointer: bytes)
      try reader.feed(bytes)
      progress(reader.rowCount, done)
    }
    try reader.finish()
    report.rowsIn = reader.rowCount
    try importer.finish(&report)
    return Data(hash.finalize())
  }
}

extension ImportReport {
  /// Says that nothing was changed, because these bytes had been imported before.
  ///
  /// - Parameter earlier: The report of that import; its file of rejected rows is still the one.
  mutating func becomeRepeat(of earlier: ImportReport) {
    isRepeat = true
    rejectFile = earlier.rejectFile
    months = months.map { month in
      var month = month
      month.alreadyKnown += month.added
      month.added = 0
      month.changedOutcomes = 0
      month.late = 0
      return month
    }
    alreadyKnown += added
    added = 0
    changedOutcomes = 0
    corrected = 0
    late = 0
  }
}
