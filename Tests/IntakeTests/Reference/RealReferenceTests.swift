import Foundation
import Geography
import Intake
import PartnershipRecords
import Testing

private let dataFolder = ProcessInfo.processInfo.environment["ISCAN_DATA"]

private func unpacked(_ path: String) throws -> [UInt8] {
  let gzip = Process()
  let output = Pipe()
  gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  gzip.arguments = ["gzip", "-dc", try #require(dataFolder) + "/" + path]
  gzip.standardOutput = output
  try gzip.run()
  let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
  gzip.waitUntilExit()
  try #require(gzip.terminationStatus == 0, "gzip could not read \(path)")
  return bytes
}

@Suite(
  "The published reference files",
  .enabled(if: dataFolder != nil, "ISCAN_DATA does not name the folder of real data"))
struct RealReferenceTests {
  @Test(
    "every look-up is read whole",
    arguments: zip(
      [
        "lsoa11-lsoa21-lad22", "lsoa11-lad21", "lsoa11-msoa11", "lsoa11-ward17",
        "lsoa21-ward24-lad24", "lad24-csp24-pfa24", "lad21-fra21", "lad24-fra24",
        "lad-codes-2016-to-2024", "ward21-lad21",
      ], [35_795, 34_753, 41_729, 34_753, 35_672, 332, 331, 318, 393, 8_694]))
  func lookups(name: String, rows: Int) throws {
    let file = try ReferenceFile.parse(unpacked("lookups/\(name).csv.gz"))
    guard case .lookup(let lookup) = file else {
      Issue.record("\(name) is no look-up")
      return
    }
    #expect(lookup.rows.count == rows)
    #expect(lookup.rejected.isEmpty)
  }

  @Test("the region's twelve districts hold 1,657 base zones in 340 middle areas")
  func baseZones() throws {
    var links: [AreaLink] = []
    for name in ["lsoa11-lad21", "lsoa11-msoa11"] {
      let file = try ReferenceFile.parse(unpacked("lookups/\(name).csv.gz"))
      if case .lookup(let lookup) = file { links += lookup.links }
    }
    let districts =
      (1...5).map { "E0600000\($0)" } + ["E06000047", "E06000057", "E08000037"]
      + (1...4).map { "E0800002\($0)" }
    let zones = try BaseZones(
      districts: districts.compactMap { AreaCode($0) }, in: AreaHierarchy(links))
    #expect(zones.count == 1657)
    #expect(zones.middleAreas.count == 340)
    #expect(zones.districts.count == 12)
  }

  @Test(
    "populations add up to the published totals",
    arguments: zip(
      ["lsoa11-mid-2020-england-wales", "lsoa11-mid-2020-by-age-north-east"],
      [59_719_724, 2_680_763]))
  func populations(name: String, total: Int) throws {
    let file = try ReferenceFile.parse(unpacked("population/\(name).csv.gz"))
    guard case .population(let table) = file else {
      Issue.record("\(name) is no population table")
      return
    }
    #expect(table.total == total)
    #expect(table.rejected.isEmpty)
    let withAges = table.rows.filter { !$0.byAge.isEmpty }
    #expect(withAges.allSatisfy { $0.byAge.count == 91 && $0.byAge.reduce(0, +) == $0.residents })
  }

  @Test("all food premises of the region are read, 2,039 public houses with a place among them")
  func premises() throws {
    let authorities = [410, 416, 417, 427, 429, 648, 707, 859, 860, 861, 862, 874]
    var premises: [Premises] = []
    for authority in authorities {
      let path = "premises/fhrs-2020-11/FHRS\(authority)en-GB.xml.gz"
      guard case .premises(let list) = try ReferenceFile.parse(unpacked(path)) else { continue }
      #expect(list.rejected.isEmpty)
      premises += list.premises
    }
    #expect(premises.count == 17_570)
    let pubs = premises.filter { $0.type == "Pub/bar/nightclub" }
    #expect(pubs.count == 2053)
    #expect(pubs.filter { $0.coordinate != nil }.count == 2039)
    let durham = try ReferenceFile.parse(unpacked("premises/fhrs-2015/county-durham-706.csv.gz"))
    guard case .premises(let list) = durham else {
      Issue.record("County Durham is no list of premises")
      return
    }
    #expect(list.premises.count + list.rejected.count == 3964)
    #expect(list.premises.filter { $0.coordinate != nil }.count == 3639)
  }
}
