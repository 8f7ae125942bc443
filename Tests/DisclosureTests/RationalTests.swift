import Testing

@testable import Disclosure

@Suite("Exact fractions")
struct RationalTests {
  @Test(
    "come to lowest terms",
    arguments: [(2, 4, "1/2"), (313, 960, "313/960"), (0, 5, "0"), (-6, 4, "-3/2"), (7, 7, "1")]
  )
  func lowestTerms(numerator: Int64, denominator: Int64, text: String) {
    let value = Rational(numerator, over: denominator)
    #expect(value?.description == text)
    #expect(Rational(text) == value)
  }

  @Test(
    "are read only as they are written",
    arguments: ["", "1/0", "2/4", "1/", "/2", "+1", "01", "1/2/3", " 1", "1/-2", "1.5"])
  func strictReading(text: String) { #expect(Rational(text) == nil) }

  @Test("add up exactly where binary fractions would not")
  func sum() throws {
    var sum = Rational.zero
    for _ in 0..<10 { sum = try sum.adding(#require(Rational(1, over: 10))) }
    #expect(sum == .one)
  }

  @Test("say so when a sum does not fit")
  func overflow() throws {
    let first = try #require(Rational(1, over: .max))
    let second = try #require(Rational(1, over: .max - 1))
    #expect(throws: DisclosureError.rationalOverflow) { try first.adding(second) }
    #expect(throws: DisclosureError.rationalOverflow) { try Rational(.max).adding(.one) }
  }

  @Test("are ordered by value, however large their parts")
  func order() throws {
    let less = try #require(Rational(.max - 2, over: .max - 1))
    let more = try #require(Rational(.max - 1, over: .max))
    #expect(less < more)
    #expect(!(more < less))
    #expect(more < .one)
  }
}
