public import GRDB
public import PartnershipRecords

/// What can go wrong with a node's database and with files that are imported into it.
public enum NodeStoreError: RemediedError, Hashable {
  /// The database file cannot be opened or made.
  case cannotOpen(file: String, reason: String)
  /// A newer version of the product has written the database.
  case newerDatabase(file: String)
  /// The storage refused a step; `reason` is SQLite's, without values.
  case storage(resultCode: Int32, reason: String)
  case unreadable(file: String, reason: String)
  /// A file is none of those that a node imports.
  case notPoliceFile(file: String, reason: String)
  /// There is no file to import.
  case noFiles(paths: [String])
  /// No look-up from lower super output areas of 2011 to these districts has been imported.
  case noAreaLookup(districts: [AreaCode])
  case noDistricts
  case cannotWriteRejects(file: String)
  /// A stored value cannot be read back.
  case damaged(table: String)

  public var code: String {
    switch self {
    case .cannotOpen: "store-cannot-open"
    case .newerDatabase: "store-newer-database"
    case .storage(let resultCode, _): StorageTrouble(resultCode).rawValue
    case .unreadable: "import-file-unreadable"
    case .notPoliceFile: "import-not-a-police-file"
    case .noFiles: "import-no-files"
    case .noAreaLookup: "import-no-area-lookup"
    case .noDistricts: "import-no-districts"
    case .cannotWriteRejects: "import-cannot-write-rejects"
    case .damaged: "store-damaged"
    }
  }

  public var detail: String {
    switch self {
    case .cannotOpen(let file, let reason): "The database \(file) cannot be opened: \(reason)."
    case .newerDatabase(let file): "The database \(file) is of a newer version of iscan."
    case .storage(let resultCode, let reason):
      switch StorageTrouble(resultCode) {
      case .damaged: "The database is damaged: \(reason) (SQLite code \(resultCode))."
      case .readOnly: "The database can only be read where it lies; nothing was changed."
      case .other: "The database refused a step: \(reason) (SQLite code \(resultCode))."
      }
    case .unreadable(let file, let reason): "\(file) cannot be read: \(reason)."
    case .notPoliceFile(let file, let reason):
      "\(file) is not a street, outcomes or stop-and-search file of data.police.uk. \(reason)"
    case .noFiles(let paths):
      "There is no .csv, .csv.gz or .zip file in \(paths.joined(separator: ", "))."
    case .noAreaLookup(let districts):
      "No small area is known for " + districts.map(\.description).joined(separator: ", ") + "."
    case .noDistricts: "The node has no district, so it would keep no row."
    case .cannotWriteRejects(let file): "The rejected rows cannot be written to \(file)."
    case .damaged(let table): "The table '\(table)' holds a value that this version cannot read."
    }
  }

  public var remedy: String {
    switch self {
    case .cannotOpen: "Check that the folder exists, is yours, and has space."
    case .newerDatabase: "Install the newer version again, or restore a backup made before it."
    case .storage(let resultCode, _):
      switch StorageTrouble(resultCode) {
      case .damaged:
        "Keep a copy of its folder as it is, and bring the last backup of the folder back. What was"
          + " exchanged since comes back when you next synchronise. iscan node doctor says whether all is"
          + " well then; at a hub, iscan hub verify."
      case .readOnly:
        "Run it where the folder can be written to; commands that only show something work here."
      case .other:
        "Check the free space of the disk, then run iscan node doctor; at a hub, iscan hub verify."
      }
    case .unreadable:
      "Download or copy the file again and repeat the import; nothing of it was kept."
    case .notPoliceFile:
      "Take it out of the folder, or choose the import for its kind. Nothing of it was kept."
    case .noFiles: "Give a file or folder downloaded from data.police.uk."
    case .noAreaLookup: "Import the look-up from LSOA 2011 to districts first."
    case .noDistricts: "Give the partnership's districts when the node is set up."
    case .cannotWriteRejects: "Check that the folder exists, is yours, and has space."
    case .damaged: "Run 'iscan node doctor', and restore the last backup if it finds damage."
    }
  }
}

extension NodeStoreError {
  /// What SQLite refused.
  public init(_ error: DatabaseError) {
    self = .storage(
      resultCode: error.extendedResultCode.rawValue, reason: error.message ?? "no reason given")
  }
}

/// What a result code of SQLite means for a person; the raw values are stable.
private enum StorageTrouble: String {
  case damaged = "store-database-damaged"
  case readOnly = "store-read-only"
  case other = "store-failed"

  init(_ resultCode: Int32) {
    switch ResultCode(rawValue: resultCode).primaryResultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged
    case .SQLITE_READONLY: self = .readOnly
    default: self = .other
    }
  }
}
