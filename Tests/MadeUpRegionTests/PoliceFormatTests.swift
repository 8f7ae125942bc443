import MadeUpRegion
import PartnershipRecords
import Testing

@Suite("Made-up police files look like data.police.uk's")
struct PoliceFormatTests {
  static let headers = [
    (
      "street",
      "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
        + "Crime type,Last outcome category,Context"
    ),
    (
      "outcomes",
      "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
        + "Outcome type"
    ),
    (
      "stop-and-search",
      "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,"
        + "Age range,Self-defined ethnicity,Officer-defined ethnicity,Legislation,"
        + "Object of search,Outcome,Outcome linked to object of search,"
        + "Removal of more than just outer clothing"
    ),
  ]

  @Test("Headers, line ends and the number of columns are right in every file", arguments: headers)
  func shape(kind: String, header: String) {
    let files = SmallRegion.files.filter { $0.path.hasSuffix("-\(kind).csv") }
    #expect(files.count == 9)
    for file in files {
      let lines = String(decoding: file.contents, as: UTF8.self).components("\r\n")
      #expect(lines.first == header)
      #expect(lines.last == "")
      #expect(lines.count > 2, "\(file.path)")
      #expect(lines.allSatisfy { !$0.utf8.contains(0x0A) && $0.utf8.allSatisfy { $0 < 128 } })
      let columns = header.components(",").count
      #expect(lines.dropLast().allSatisfy { $0.components(",").count == columns })
    }
  }

  @Test("Paths follow the months and forces")
  func paths() {
    let paths = SmallRegion.files.map(\.path)
    #expect(paths.contains("police/2020-07/2020-07-fellshire-street.csv"))
    #expect(paths.contains("police/2020-08/2020-08-harrowick-outcomes.csv"))
    #expect(paths.contains("police/2020-09/2020-09-saltcoast-stop-and-search.csv"))
    #expect(Set(paths).count == paths.count)
  }

  @Test("Anti-social behaviour has neither identifier nor outcome; all other crime has both")
  func identifiers() {
    let rows = SmallRegion.rows("street")
    #expect(rows.count > 1_500)
    for row in rows {
      let isDisorder = row[9] == "Anti-social behaviour"
      #expect(row[0].isEmpty == isDisorder)
      #expect(row[10].isEmpty == isDisorder)
      #expect(row[0].isEmpty || row[0].utf8.count == 64)
      #expect(row[0].allSatisfy { "0123456789abcdef".contains($0) })
      #expect(CrimeCategory(row[9]) != nil)
      #expect(Month(row[1]) != nil)
    }
    let identifiers = rows.map { $0[0] }.filter { !$0.isEmpty }
    #expect(Set(identifiers).count == identifiers.count)
  }

  @Test("Some disorder repeats an earlier row in every column, some has no place")
  func oddities() {
    let rows = SmallRegion.rows("street").map { $0.joined(separator: ",") }
    #expect(Set(rows).count < rows.count)
    let placeless = SmallRegion.rows("street").filter { $0[6] == "No Location" }
    #expect(!placeless.isEmpty)
    for row in placeless { #expect([row[4], row[5], row[7], row[8]] == ["", "", "", ""]) }
    for row in SmallRegion.rows("street") where row[6] != "No Location" {
      #expect(row[6].hasPrefix("On or near "))
    }
  }

  @Test("A few rows lie in another force's area")
  func outside() throws {
    let district = Dictionary(
      uniqueKeysWithValues: try SmallRegion.lookup("lookups/lsoa11-lad21.csv").map {
        ($0[1], $0[3])
      })
    let force = Dictionary(
      uniqueKeysWithValues: SmallRegion.region.policedPartnerships.map {
        ($0.partnership.code.description, $0.force.name)
      })
    let rows = SmallRegion.rows("street").filter { !$0[7].isEmpty }
    let outside = rows.filter { row in district[row[7]].flatMap { force[$0] } != row[2] }
    #expect((1...rows.count / 100).contains(outside.count))
  }

  @Test("Outcomes follow their crimes by up to four months, some twice, with the same place")
  func outcomes() {
    let crimes = Dictionary(
      SmallRegion.rows("street").filter { !$0[0].isEmpty }.map { ($0[0], $0) },
      uniquingKeysWith: { first, _ in first })
    let outcomes = SmallRegion.rows("outcomes")
    var delays: Set<Int> = []
    for outcome in outcomes {
      guard let crime = crimes[outcome[0]], let from = Month(crime[1]), let to = Month(outcome[1])
      else { continue }
      delays.insert(from.distance(to: to))
      #expect(crime[4] == outcome[4] && crime[5] == outcome[5] && crime[7] == outcome[7])
    }
    #expect(delays == [0, 1, 2])
    #expect(Set(outcomes).count < outcomes.count)
    #expect(outcomes.contains { crimes[$0[0]] == nil })
    #expect(Set(outcomes.map { $0[0] }).count < Set(outcomes).count)
  }
}
