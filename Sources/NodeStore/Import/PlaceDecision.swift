internal import PartnershipRecords

/// What is done with all rows of one place, worked out when it first comes.
struct PlaceDecision {
  /// The row in `place`; 0 if its rows are left out.
  let placeId: Int64
  /// The number of the LSOA 2011 that it counts for, in `AreaDirectory`; -1 if left out.
  let area: Int32
  /// The district; `nil` if none is known.
  let district: AreaCode?
  let isKept: Bool
  let agreement: Agreement

  enum Agreement { case notComparable, same, different }
}
