public import PartnershipRecords

/// Why a whole file could not be read. One bad row is a ``RejectedRow`` or a
/// ``ReferenceRejection``, not an error.
public enum IntakeError: RemediedError, Hashable {
  /// The file has no first line.
  case emptyFile
  /// The file is not UTF-8 text.
  case notText
  /// The first line is that of no police file. Only the number of its columns is told: in a file
  /// without a header the first line is a record.
  case unknownPoliceHeader(columns: Int, nearest: PoliceFileKind, missing: [String])
  /// The first line is that of no reference file; only the number of its columns is told.
  case unknownReferenceHeader(columns: Int)
  /// The file begins like XML but cannot be read, or is no list of food premises; the line is where
  /// reading stopped.
  case notFoodHygieneXML(line: Int)

  public var code: String {
    switch self {
    case .emptyFile: "intake-empty-file"
    case .notText: "intake-not-text"
    case .unknownPoliceHeader: "intake-unknown-police-header"
    case .unknownReferenceHeader: "intake-unknown-reference-header"
    case .notFoodHygieneXML: "intake-not-food-hygiene-xml"
    }
  }

  public var detail: String {
    switch self {
    case .emptyFile: "The file is empty."
    case .notText: "The file is not text in UTF-8."
    case .unknownPoliceHeader(let columns, let nearest, let missing):
      missing.isEmpty
        ? "The first line has \(columns) columns; in files of \(nearest.name) it has "
          + "\(nearest.columns.count)."
        : "The first line has \(columns) columns and lacks "
          + missing.map { "'\($0)'" }.joined(separator: ", ")
          + ", which files of \(nearest.name) have."
    case .unknownReferenceHeader(let columns):
      "The first line has \(columns) columns and is the header of no look-up, population or "
        + "premises file."
    case .notFoodHygieneXML(let line):
      "The file is XML but not a list of food hygiene ratings; reading stopped at line \(line)."
    }
  }

  public var remedy: String {
    switch self {
    case .emptyFile: "Download the file again."
    case .notText: "Save the table as CSV in UTF-8; if the file is compressed, unpack it first."
    case .unknownPoliceHeader:
      "Download the street, outcomes or stop-and-search file from data.police.uk again, and leave "
        + "its first line as it is."
    case .unknownReferenceHeader:
      "Name the columns as in `lsoa11_code,msoa11_code` (look-up), "
        + "`lsoa11_code,total_population` (population) or "
        + "`businessname,latitude,longitude` (premises)."
    case .notFoodHygieneXML:
      "Download the authority's file from ratings.food.gov.uk again, in English and as XML."
    }
  }
}
