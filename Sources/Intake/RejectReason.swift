/// Why a row cannot be used.
public enum RejectReason: String, Error, Hashable, Sendable, Codable, CaseIterable {
  case recordTooLong = "record-too-long"
  case nulBytes = "nul-bytes"
  case invalidUTF8 = "invalid-utf8"
  case unterminatedQuote = "unterminated-quote"
  case strayQuote = "stray-quote"
  case columnCount = "column-count"
  case badDate = "bad-date"
  case badCrimeID = "bad-crime-id"
  case unknownCrimeType = "unknown-crime-type"
  case badCoordinate = "bad-coordinate"
  case outsideUnitedKingdom = "outside-united-kingdom"
  case badAreaCode = "bad-area-code"
  case badForce = "bad-force"
  case badLabel = "bad-label"

  /// What is wrong and what a good row has, without the row's content.
  public var sentence: String {
    switch self {
    case .recordTooLong: "The row is longer than \(RecordReader.longestRecord) bytes."
    case .nulBytes: "The row has NUL bytes; text has none."
    case .invalidUTF8: "The row is not valid UTF-8."
    case .unterminatedQuote: "A quotation mark opens a field and none closes it."
    case .strayQuote: "Something other than a comma follows a closing quotation mark."
    case .columnCount: "The row has more or fewer columns than the header."
    case .badDate: "The date is not YYYY-MM, or for a search not YYYY-MM-DDThh:mm:ss+00:00."
    case .badCrimeID: "The Crime ID is not 64 hexadecimal digits."
    case .unknownCrimeType: "The crime type is none of the fourteen of data.police.uk."
    case .badCoordinate: "A coordinate is not a decimal number, or only one of the two is there."
    case .outsideUnitedKingdom: "The place is outside the United Kingdom."
    case .badAreaCode: "The LSOA code is not a letter and eight digits."
    case .badForce: "The name of the police force is missing or too long."
    case .badLabel: "An outcome, type, law or object is missing, too long or one of too many."
    }
  }
}
