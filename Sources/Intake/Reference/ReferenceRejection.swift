/// A row of a reference file that could not be used.
public struct ReferenceRejection: Hashable, Sendable, Codable {
  /// The line on which the row begins; in a file that is not a table, the place of the entry from 1.
  public let line: Int
  public let reason: ReferenceRejectReason

  public init(line: Int, reason: ReferenceRejectReason) {
    self.line = line
    self.reason = reason
  }
}

/// Why a row of a reference file could not be used.
public enum ReferenceRejectReason: String, Sendable, Codable, CaseIterable {
  case columnCount = "column-count"
  case openQuote = "open-quote"
  case badAreaCode = "bad-area-code"
  case badNumber = "bad-number"
  case repeatedArea = "repeated-area"
  case noName = "no-name"
  case badCoordinate = "bad-coordinate"

  /// What is wrong and what a good row has, without the row's content.
  public var sentence: String {
    switch self {
    case .columnCount: "The row has more or fewer columns than the header."
    case .openQuote: "A quotation mark opens a field and none closes it."
    case .badAreaCode: "An area code is not one capital letter and eight digits."
    case .badNumber: "A number of people is not a whole number of 0 or more."
    case .repeatedArea: "The area has a row already."
    case .noName: "The premises have no name."
    case .badCoordinate: "The longitude and latitude are not both decimal degrees on earth."
    }
  }
}
