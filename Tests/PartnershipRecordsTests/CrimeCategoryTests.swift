import Foundation
import PartnershipRecords
import Testing

@Suite("Crime categories")
struct CrimeCategoryTests {
  @Test("Fourteen, in an order that figures already sent depend on")
  func order() {
    #expect(
      CrimeCategory.allCases.map { "\($0.rawValue) \($0)" } == [
        "0 anti-social-behaviour", "1 bicycle-theft", "2 burglary", "3 criminal-damage-and-arson",
        "4 drugs", "5 other-crime", "6 other-theft", "7 possession-of-weapons", "8 public-order",
        "9 robbery", "10 shoplifting", "11 theft-from-the-person", "12 vehicle-crime",
        "13 violence-and-sexual-offences",
      ])
  }

  @Test("A category is read from its name or short form, in any case")
  func reading() {
    for category in CrimeCategory.allCases {
      #expect(CrimeCategory(category.name) == category)
      #expect(CrimeCategory(category.name.uppercased()) == category)
      #expect(CrimeCategory(category.description) == category)
    }
  }

  @Test("Other words are none", arguments: ["", "crime", "Burglary ", "violent-crime", "drug"])
  func refused(text: String) { #expect(CrimeCategory(text) == nil) }

  @Test("JSON has the short form")
  func json() throws {
    let data = try JSONEncoder().encode([CrimeCategory.publicOrder])
    #expect(String(decoding: data, as: UTF8.self) == #"["public-order"]"#)
    #expect(try JSONDecoder().decode([CrimeCategory].self, from: data) == [.publicOrder])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([CrimeCategory].self, from: Data(#"["treason"]"#.utf8))
    }
  }

  @Test(
    "The names are those of a real street file",
    .enabled(if: RealData.folder != nil, "ISCAN_DATA is not set"))
  func realNames() throws {
    let folder = try #require(RealData.folder)
    let path = "crime-categories/home-office-code-to-police-uk-category.csv"
    let words = try RealData.text(folder, path).lowercased()
    for category in CrimeCategory.allCases where category != .antiSocialBehaviour {
      #expect(words.contains(category.name.lowercased()), "\(category)")
    }
  }
}
