import PartnershipRecords
import Testing

@testable import MadeUpRegion

@Suite("A made-up region is the same everywhere")
struct SameBytesTests {
  @Test("The digest is SHA-256: the standard's examples")
  func digestIsRight() {
    var digest = Digest()
    #expect(
      digest.text == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    digest.add(Array("abc".utf8))
    #expect(
      digest.text == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test("The same seed gives the same bytes, on this and on every other machine")
  func sameSeed() {
    #expect(
      SmallRegion.digest(SmallRegion.files)
        == "df1b297ea4dbea5b687f548d71c4869370fb5fa80da7c8dc5847cf1c992d0f8a")
  }

  @Test("Another seed gives other files at the same paths")
  func otherSeed() {
    let region = MadeUpRegion(
      seed: MadeUpRegion.defaultSeed + 1, months: SmallRegion.region.months, scale: 0.1)
    let other = Array(region.files)
    #expect(other.map(\.path) == SmallRegion.files.map(\.path))
    // Partnerships do not depend on the seed, so their look-ups are alike; all else differs.
    let alike = zip(other, SmallRegion.files).filter { $0.contents == $1.contents }.map(\.0.path)
    #expect(alike.allSatisfy { $0.hasPrefix("lookups/") })
  }

  @Test("The files can be gone through twice")
  func twice() {
    let region = MadeUpRegion(seed: 7, months: SmallRegion.region.months, scale: 0.01)
    #expect(SmallRegion.digest(region.files) == SmallRegion.digest(region.files))
  }

  @Test("A month's crimes do not depend on which months come before")
  func monthsAreIndependent() throws {
    let last = SmallRegion.region.months.upperBound
    let alone = MadeUpRegion(seed: MadeUpRegion.defaultSeed, months: last...last, scale: 0.1)
    for file in alone.files where file.path.hasPrefix("police/") {
      let same = try #require(SmallRegion.files.first { $0.path == file.path })
      #expect(same.contents == file.contents, "\(file.path)")
    }
  }

  @Test("SplitMix64 gives the numbers of its authors' program")
  func knownNumbers() {
    var draws = SeededDraws(state: 1_234_567)
    #expect(draws.next() == 6_457_827_717_110_365_317)
    #expect(draws.next() == 3_203_168_211_198_807_973)
  }

  @Test("Counts have the mean asked for and the variance of a negative binomial of size 12")
  func counts() {
    var draws = SeededDraws(seed: 1, .crimes, 0)
    for mean in [0.2, 3.0, 60.0] {
      let sample = (0..<4_000).map { _ in Double(draws.negativeBinomial(mean: mean)) }
      let found = sample.reduce(0, +) / 4_000
      let variance = sample.reduce(0) { $0 + ($1 - found) * ($1 - found) } / 3_999
      let wanted = mean + mean * mean / 12
      // Five standard errors of the mean; the variance within 15 %.
      #expect(abs(found - mean) < 5 * (wanted / 4_000).squareRoot())
      #expect(abs(variance / wanted - 1) < 0.15)
    }
    #expect(draws.negativeBinomial(mean: 0) == 0)
  }

  @Test("A scale of nothing gives files without rows; one that is no number counts as 1")
  func scales() {
    let months = SmallRegion.region.months
    for file in MadeUpRegion(seed: 1, months: months, scale: -3).files
    where file.path.hasPrefix("police/") {
      #expect(file.contents.count { $0 == 0x0A } == 1)
    }
    #expect(MadeUpRegion(seed: 1, months: months, scale: .nan).scale == 1)
  }
}
