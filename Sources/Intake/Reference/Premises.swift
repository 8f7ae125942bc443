public import Geography

/// A business open to the public, such as a public house.
public struct Premises: Hashable, Sendable {
  public let name: String
  /// In the words of the source, such as "Pub/bar/nightclub"; empty if the source has no types.
  public let type: String
  /// `nil` where the source has none.
  public let coordinate: Coordinate?

  public init(name: String, type: String, coordinate: Coordinate?) {
    self.name = name
    self.type = type
    self.coordinate = coordinate
  }
}

/// The premises of one file of food hygiene ratings.
public struct PremisesList: Sendable {
  /// In the order of the file.
  public let premises: [Premises]
  public let rejected: [ReferenceRejection]

  /// Gives `nil` for another header.
  ///
  /// - Parameter table: A table with `businessname`, `latitude` and `longitude`; `businesstype` if it
  ///   has types.
  init?(_ table: ReferenceTable) {
    guard let name = table.header.firstIndex(of: "businessname"),
      let latitude = table.header.firstIndex(of: "latitude"),
      let longitude = table.header.firstIndex(of: "longitude")
    else { return nil }
    let type = table.header.firstIndex(of: "businesstype")
    var premises: [Premises] = []
    var rejected = table.rejected
    for row in table.rows {
      let entry = PremisesEntry(
        name: row.fields[name], type: type.map { row.fields[$0] } ?? "",
        longitude: row.fields[longitude], latitude: row.fields[latitude])
      switch entry.checked {
      case .success(let found): premises.append(found)
      case .failure(let problem):
        rejected.append(ReferenceRejection(line: row.line, reason: problem.reason))
      }
    }
    self.premises = premises
    self.rejected = rejected.sorted { $0.line < $1.line }
  }

  /// Reads the Food Standards Agency's XML.
  ///
  /// - Parameter xml: UTF-8, without a byte-order mark.
  /// - Throws: ``IntakeError/notFoodHygieneXML(line:)`` if it is not well-formed or has another
  ///   root.
  init(xml: [UInt8]) throws(IntakeError) {
    var premises: [Premises] = []
    var rejected: [ReferenceRejection] = []
    for (index, entry) in try FoodHygieneReader.entries(xml).enumerated() {
      switch entry.checked {
      case .success(let found): premises.append(found)
      case .failure(let problem):
        rejected.append(ReferenceRejection(line: index + 1, reason: problem.reason))
      }
    }
    self.premises = premises
    self.rejected = rejected
  }
}

/// The texts of one entry, before they are checked.
struct PremisesEntry {
  var name = ""
  var type = ""
  var longitude = ""
  var latitude = ""

  struct Problem: Error { let reason: ReferenceRejectReason }

  var checked: Result<Premises, Problem> {
    guard name.contains(where: { !$0.isWhitespace }) else {
      return .failure(Problem(reason: .noName))
    }
    if longitude.isEmpty, latitude.isEmpty {
      return .success(Premises(name: name, type: type, coordinate: nil))
    }
    guard let east = Double(longitude), let north = Double(latitude) else {
      return .failure(Problem(reason: .badCoordinate))
    }
    let coordinate = Coordinate(longitude: east, latitude: north)
    guard coordinate.isOnEarth else { return .failure(Problem(reason: .badCoordinate)) }
    return .success(Premises(name: name, type: type, coordinate: coordinate))
  }
}
