public import PartnershipRecords

/// A place as a police file states it: an anonymous point that stands for many addresses.
public struct StatedPlace: Hashable, Sendable {
  /// Millionths of a degree, WGS 84.
  public let longitudeE6: Int32
  /// Millionths of a degree, WGS 84.
  public let latitudeE6: Int32
  /// The street or kind of place, without "On or near"; empty if the file does not say.
  public let street: String
  /// The lower super output area that the file states; `nil` if it states none.
  public let area: AreaCode?

  public var longitude: Double { Double(longitudeE6) / 1e6 }
  public var latitude: Double { Double(latitudeE6) / 1e6 }
}

/// Numbers the different places of a run of files, so that each is worked out once.
///
/// Holds at most ``capacity`` places; then it forgets all and begins again at 0, and `generation`
/// grows by one, so that an import of any size needs a bounded memory.
public struct PlaceTable {
  public static let capacity = 200_000

  /// The places in the order of their numbers.
  public private(set) var places: [StatedPlace] = []
  /// How many times all places were forgotten.
  public private(set) var generation = 0
  private var table = ByteTable()
  private let keepsStreets: Bool

  /// - Parameter keepsStreets: Whether street names are wanted; outcomes files shout them.
  init(keepsStreets: Bool) { self.keepsStreets = keepsStreets }

  /// Gives the number of a place.
  ///
  /// - Parameters:
  ///   - longitude: Degrees as written.
  ///   - latitude: Degrees as written.
  ///   - area: The LSOA code as written, or nothing.
  ///   - street: The location as written, or nothing.
  /// - Returns: The number; `nil` if the row has neither coordinate.
  /// - Throws: What is wrong with the place.
  mutating func number(
    longitude: Bytes, latitude: Bytes, area: Bytes, street: Bytes
  ) throws(RejectReason) -> Int32? {
    if longitude.isEmpty, latitude.isEmpty { return nil }
    let length = longitude.count + latitude.count + area.count + 2
    // Only a place that is too long to be one does not fit.
    guard length <= Self.longestKey else { throw .badCoordinate }
    let street = keepsStreets ? street : nil
    return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longestKey) {
      (key) throws(RejectReason) in
      var end = 0
      for part in [longitude, latitude, area] {
        for byte in part {
          key[end] = byte
          end += 1
        }
        if end < length {
          key[end] = 44
          end += 1
        }
      }
      let bytes = Bytes(rebasing: key[0..<length])
      if let known = table.find(bytes) { return Int32(known) }
      let place = try Self.place(longitude, latitude, area, street)
      if places.count >= Self.capacity { forgetAll() }
      places.append(place)
      return Int32(table.number(of: bytes).number)
    }
  }

  private static let longestKey = 64

  private mutating func forgetAll() {
    table.removeAll()
    places.removeAll(keepingCapacity: true)
    generation += 1
  }

  private static func place(
    _ longitude: Bytes, _ latitude: Bytes, _ area: Bytes, _ street: Bytes?
  ) throws(RejectReason) -> StatedPlace {
    guard let longitudeE6 = FieldParsing.microdegrees(longitude),
      let latitudeE6 = FieldParsing.microdegrees(latitude)
    else { throw .badCoordinate }
    // From Rockall's side of Ireland to Lowestoft, from Scilly to Shetland.
    guard (-8_700_000...1_800_000).contains(longitudeE6),
      (49_800_000...60_900_000).contains(latitudeE6)
    else { throw .outsideUnitedKingdom }
    let code = AreaCode(utf8: area)
    guard code != nil || area.isEmpty else { throw .badAreaCode }
    return StatedPlace(
      longitudeE6: longitudeE6, latitudeE6: latitudeE6, street: street.map(streetName) ?? "",
      area: code)
  }

  private static func streetName(_ location: Bytes) -> String {
    let text = String(decoding: location.prefix(200), as: UTF8.self)
    if text == "No Location" { return "" }
    return text.hasPrefix("On or near ") ? String(text.dropFirst(11)) : text
  }
}
