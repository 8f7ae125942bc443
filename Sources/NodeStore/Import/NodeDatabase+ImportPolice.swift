public import Foundation
internal import GRDB
internal import Intake
public import PartnershipRecords

extension NodeDatabase {
  /// Imports files of data.police.uk: street crime, outcomes, stop and search.
  ///
  /// Each file is one transaction: after a failure nothing of that file is there, and all files
  /// before it are. What is in the database already is known by its content, not by the file:
  /// importing again adds nothing. If files disagree about a crime, the one imported last holds, so
  /// import editions in the order of their publication; but the very bytes of a file imported
  /// earlier change nothing when they come again.
  ///
  /// - Parameters:
  ///   - files: Files (`.csv`, `.csv.gz`, `.zip`) and folders, whose files are taken in order.
  ///   - districts: Whose rows are kept; rows of other districts are only counted.
  ///   - ofNeighbour: Whether they are a neighbouring force's: rows without coordinates are then left
  ///     out, since nothing says that they belong here.
  ///   - now: The time, for the reports.
  ///   - locate: Gives the area of a kind that holds a longitude and latitude. It is asked for
  ///     LSOAs of 2011 and 2021, once for each new place.
  ///   - rejects: The folder for rows that cannot be used; `nil` to count them only.
  ///   - seconds: Reads a clock that never goes back, in seconds, to time the import.
  ///   - progress: Is told how far the import has come, a few times a megabyte.
  /// - Returns: A report of each file.
  /// - Throws: ``NodeStoreError``.
  public func importPolice(
    files: [URL], districts: Set<AreaCode>, ofNeighbour: Bool = false, now: Date,
    locate: @escaping (AreaKind, Double, Double) -> AreaCode?, rejects: URL? = nil,
    seconds: @escaping () -> Double = { 0 }, progress: (ImportProgress) -> Void = { _ in }
  ) throws -> [ImportReport] {
    let found = try ImportFiles(files)
    let session = ImportSession(
      areas: try areaDirectory(districts), keepsUnplaced: !ofNeighbour, locate: locate)
    try widenForImport(true)
    defer { try? widenForImport(false) }
    let options = ImportOptions(now: now, rejects: rejects, seconds: seconds)
    var reports: [ImportReport] = []
    var bytesBefore: Int64 = 0
    var rowsBefore = 0
    for (url, size) in zip(found.urls, found.sizes) {
      try ArchiveReader.forEachMember(of: url) { member in
        // An archive may hold a licence or a note beside the tables.
        guard member.isWhole || member.name.hasSuffix(".csv") else { return }
        let report = try importMember(member, session, options) { rows, bytes in
          progress(
            ImportProgress(
              file: member.name, rows: rowsBefore + rows, bytesDone: bytesBefore + bytes,
              bytesTotal: found.totalBytes))
        }
        rowsBefore += report.rowsIn
        reports.append(report)
      }
      bytesBefore += size
    }
    guard !reports.isEmpty else { throw NodeStoreError.noFiles(paths: files.map(\.path)) }
    return reports
  }

  /// Gives the writing connection more memory, and lets the write-ahead log grow further before it
  /// is copied into the database: the same index pages are then written once, not once a file.
  private func widenForImport(_ isImporting: Bool) throws {
    try run {
      try pool.writeWithoutTransaction { db in
        // 64 MB of pages and a log of 64 MB while importing; as usual again afterwards.
        try db.execute(sql: "PRAGMA cache_size = \(isImporting ? -65_536 : -16_384)")
        try db.execute(sql: "PRAGMA wal_autocheckpoint = \(isImporting ? 16_384 : 1_000)")
        if !isImporting { _ = try db.checkpoint(.passive) }
      }
    }
  }

  private func areaDirectory(_ districts: Set<AreaCode>) throws -> AreaDirectory {
    guard !districts.isEmpty else { throw NodeStoreError.noDistricts }
    let known = try parents(of: .lowerSuperOutputArea2011, kind: .district)
    guard districts.isSubset(of: Set(known.values)) else {
      throw NodeStoreError.noAreaLookup(
        districts: districts.subtracting(known.values).sorted())
    }
    return AreaDirectory(districts: districts, districtOfArea: known)
  }

  private func importMember(
    _ member: ArchiveReader.Member, _ session: ImportSession, _ options: ImportOptions,
    _ progress: (Int, Int64) -> Void
  ) throws -> ImportReport {
    let transaction = FileTransaction(member: member, session: session, options: options)
    do {
      return try run {
        try pool.writeWithoutTransaction { try transaction.run($0, progress) }
      }
    } catch {
      transaction.giveUp()
      if let problem = error as? IntakeError {
        throw NodeStoreError.notPoliceFile(file: member.name, reason: problem.detail)
      }
      throw error
    }
  }
}
