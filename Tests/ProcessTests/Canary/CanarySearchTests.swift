import Testing

@Suite("The search for canaries")
struct CanarySearchTests {
  @Test(
    "finds a place in each encoding",
    arguments: [
      "-1.413577,54.683319", "[54.683319, -1.413577]", "-1413577 54683319",
      "lat=546833190;lon=-14135770",
    ])
  func text(_ written: String) {
    #expect(PlantedFiles.place.isIn(Array("noise \(written) noise".utf8)))
  }

  @Test("finds numbers as doubles, and as whole millionths and ten-millionths of a degree")
  func numbers() {
    let (longitude, latitude) = (-1.413577, 54.683319)
    let encoded: [[UInt8]] = [
      bytes(longitude.bitPattern.bigEndian), bytes(latitude.bitPattern.littleEndian),
      bytes(Int32(-1_413_577)) + bytes(Int32(54_683_319)),
      bytes(Int32(546_833_190).bigEndian) + [0x12] + bytes(Int32(-14_135_770).bigEndian),
      Coordinates.shortest(-1_413_577) + Coordinates.shortest(54_683_319),
      bytes(Float(longitude).bitPattern) + bytes(Float(latitude).bitPattern),
    ]
    for wanted in encoded { #expect(PlantedFiles.place.isIn([7, 7, 7] + wanted + [7])) }
    #expect(!PlantedFiles.place.isIn(bytes(Int32(54_683_319)) + [UInt8](repeating: 0, count: 90)))
  }

  @Test("knows how SQLite shortens whole numbers")
  func shortest() {
    #expect(Coordinates.shortest(127) == [127])
    #expect(Coordinates.shortest(-129) == [0xFF, 0x7F])
    #expect(Coordinates.shortest(-1_413_577) == [0xEA, 0x6E, 0x37])
    #expect(Coordinates.shortest(54_683_319) == [0x03, 0x42, 0x66, 0xB7])
  }

  @Test("finds a Crime ID as bytes, and words in capitals")
  func others() {
    let identifier = Canary.crimeID(PlantedFiles.crimeID)
    #expect(identifier.isIn([0xC4, 0xA1] + Array(repeating: 0, count: 4)) == false)
    #expect(identifier.isIn(Array(PlantedFiles.crimeID.uppercased().utf8)))
    #expect(Canary.words("Zyxwick Lane").isIn(Array("ON OR NEAR ZYXWICK LANE".utf8)))
  }

  private func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number) { Array($0) }
  }
}
