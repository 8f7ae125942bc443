import Intake
import PartnershipRecords
import Testing

private let crimeID = String(repeating: "0a", count: 32)

/// A row of a street file with some columns changed.
private func street(_ changes: [String: String] = [:]) -> String {
  let ordinary = [
    "Crime ID": crimeID, "Month": "2021-09", "Reported by": "Northumbria Police",
    "Falls within": "Northumbria Police", "Longitude": "-1.610000", "Latitude": "54.970000",
    "Location": "On or near Grey Street", "LSOA code": "E01008162", "Crime type": "Burglary",
    "Last outcome category": "Under investigation",
  ]
  return PoliceFileKind.street.columns
    .map { changes[$0] ?? ordinary[$0] ?? "" }.joined(separator: ",")
}

@Suite("Reading police files")
struct PoliceFileReaderTests {
  @Test("a street row keeps month, category, place, Crime ID and outcome")
  func streetRow() throws {
    let rows = try CollectedRows.read(.street, [street()])
    let crime = try #require(rows.crimes.first)
    #expect(crime.month == Month("2021-09"))
    #expect(crime.category == .burglary)
    #expect(crime.crimeID?.words.0 == 0x0A0A_0A0A_0A0A_0A0A)
    #expect(rows.tables.outcomes.names == ["Under investigation"])
    #expect(rows.tables.forces.names == ["Northumbria Police"])
    let place = try #require(rows.tables.places.places.first)
    #expect(place.longitudeE6 == -1_610_000)
    #expect(place.latitudeE6 == 54_970_000)
    #expect(place.street == "Grey Street")
    #expect(place.area == AreaCode("E01008162"))
  }

  @Test("columns are found by name, in whatever order they stand")
  func columnOrder() throws {
    let columns = PoliceFileKind.street.columns
    let cells = street().split(separator: ",", omittingEmptySubsequences: false)
    let text = [
      columns.reversed().joined(separator: ","), cells.reversed().joined(separator: ","),
    ].joined(separator: "\n")
    let rows = try CollectedRows.read(Array(text.utf8))
    #expect(rows.crimes.map(\.category) == [.burglary])
    #expect(rows.tables.places.places.map(\.street) == ["Grey Street"])
  }

  @Test("outcomes and searches keep what a node needs, and nothing of the person searched")
  func otherKinds() throws {
    let outcomes = try CollectedRows.read(
      .outcomes,
      ["\(crimeID),2021-10,F,F,-1.6,54.9,On or near A,E01008162,N,Suspect charged"])
    #expect(outcomes.outcomes.map(\.month) == [Month("2021-10")])
    #expect(outcomes.tables.outcomes.names == ["Suspect charged"])
    let search =
      "Person search,2021-09-01T00:15:00+00:00,,,54.9,-1.6,Male,18-24,White,White,"
      + "Misuse of Drugs Act 1971 (section 23),Controlled drugs,Arrest,True,False"
    let searches = try CollectedRows.read(.stopAndSearch, [search])
    #expect(searches.searches.map(\.isLinked) == [true])
    // 1 September 2021 is day 18,871 since 1970.
    #expect(searches.searches.map(\.minute) == [18_871 * 1_440 + 15])
    #expect(
      searches.tables.searchLabels.names == [
        "Person search", "Misuse of Drugs Act 1971 (section 23)", "Controlled drugs", "Arrest",
      ])
  }

  @Test("a row with neither coordinate is a row without a place")
  func unplaced() throws {
    let rows = try CollectedRows.read(
      .street, [street(["Longitude": "", "Latitude": "", "LSOA code": ""])])
    #expect(rows.crimes.map(\.place) == [nil])
  }

  @Test(
    "a broken value sets its row aside with the reason, and the rows beside it are read",
    arguments: [
      ("Month", "2021-13", RejectReason.badDate), ("Month", "", .badDate),
      ("Month", "Sept 2021", .badDate), ("Month", "0021-09", .badDate),
      ("Crime type", "Piracy", .unknownCrimeType), ("Crime type", "", .unknownCrimeType),
      ("Crime ID", "abc", .badCrimeID),
      ("Crime ID", String(repeating: "g", count: 64), .badCrimeID),
      ("Longitude", "west", .badCoordinate), ("Longitude", "", .badCoordinate),
      ("Latitude", "54.9.1", .badCoordinate), ("Latitude", "1e3", .badCoordinate),
      // Longitude and latitude the wrong way round, the Atlantic, null island.
      ("Longitude", "54.97", .outsideUnitedKingdom), ("Longitude", "-12.5", .outsideUnitedKingdom),
      ("Latitude", "0", .outsideUnitedKingdom), ("LSOA code", "E0100816", .badAreaCode),
      ("Reported by", "", .badForce),
      ("Last outcome category", String(repeating: "x", count: 121), .badLabel),
      ("Location", "\u{0}", .nulBytes), ("Location", "\"On or near", .unterminatedQuote),
      ("Location", "\"On\" or near", .strayQuote), ("Location", "a,b", .columnCount),
      ("Location", String(repeating: "x", count: RecordReader.longestRecord), .recordTooLong),
    ])
  func broken(column: String, value: String, reason: RejectReason) throws {
    let bad = street([column: value])
    let rows = try CollectedRows.read(.street, [street(), bad, street(["Month": "2021-10"])])
    #expect(rows.crimes.map(\.month.description) == ["2021-09", "2021-10"])
    #expect(rows.rejected.map(\.reason) == [reason])
    #expect(rows.rejected.map(\.line) == [3])
    let raw = Array(bad.utf8.prefix(RecordReader.longestRecord))
    #expect(rows.rejected.map(\.raw) == [raw])
    let sentence = try #require(rows.rejected.first?.sentence)
    #expect(sentence == "a.csv, line 3: \(reason.sentence)")
  }

  @Test("bytes that are not UTF-8 set their row aside")
  func invalidText() throws {
    let header = PoliceFileKind.street.columns.joined(separator: ",")
    var bytes = Array("\(header)\n\(street())\n".utf8)
    bytes += Array(street().utf8).map { $0 == UInt8(ascii: "G") ? 0xC3 : $0 } + [10]
    let rows = try CollectedRows.read(bytes)
    #expect(rows.crimes.count == 1)
    #expect(rows.rejected.map(\.reason) == [.invalidUTF8])
  }

  @Test("another first line is refused by the number of its columns, not by its content")
  func header() throws {
    #expect(throws: IntakeError.emptyFile) { try CollectedRows.read([]) }
    let secret = #expect(throws: IntakeError.self) {
      try CollectedRows.read(Array("Mr Secret,1 High Street\n".utf8))
    }
    #expect(secret?.code == "intake-unknown-police-header")
    #expect(secret?.description.contains("Secret") == false)
    let columns = PoliceFileKind.outcomes.columns.filter { $0 != "Outcome type" }
    let missing = #expect(throws: IntakeError.self) {
      try CollectedRows.read(Array(columns.joined(separator: ",").utf8))
    }
    #expect(
      missing?.detail
        == "The first line has 9 columns and lacks 'Outcome type', which files of outcomes have.")
  }
}
