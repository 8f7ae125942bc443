import Foundation
import PartnershipRecords
import Testing

@Suite("Area codes")
struct AreaCodeTests {
  @Test(
    "A letter and eight digits are a code, and are written as they were read",
    arguments: ["E01008162", "E00000000", "A00000000", "Z99999999", "W01000001", "S02001747"])
  func codes(text: String) {
    #expect(AreaCode(text)?.description == text)
    #expect(AreaCode(text)?.entity == String(text.prefix(3)))
  }

  @Test(
    "Anything else is not",
    arguments: [
      "", "E0100816", "E010081622", "e01008162", "E0100816A", "E01 08162", "E01-08162", "101008162",
      "É0100816", "E0100816٢", "@01008162", "[01008162",
    ])
  func refused(text: String) { #expect(AreaCode(text) == nil) }

  @Test("The order is that of the text")
  func order() {
    let texts = ["A99999999", "E00000001", "E01000001", "E02000001", "N00000000", "Z00000000"]
    #expect(texts.reversed().compactMap(AreaCode.init).sorted().map(\.description) == texts)
  }

  @Test("JSON has the text; other text is refused")
  func json() throws {
    let code = try #require(AreaCode("E06000001"))
    let data = try JSONEncoder().encode([code])
    #expect(String(decoding: data, as: UTF8.self) == #"["E06000001"]"#)
    #expect(try JSONDecoder().decode([AreaCode].self, from: data) == [code])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([AreaCode].self, from: Data(#"["Hartlepool"]"#.utf8))
    }
  }
}
