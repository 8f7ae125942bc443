import Foundation
import PartnershipRecords
import Testing

@testable import WebPages

@Suite("What strangers can make grow has an end")
struct SessionLimitsTests {
  private let visitor = SignedInPerson(handle: "visitor", role: .scanner, isVisitor: true)

  @Test("one session too many ends the one that has been idle longest")
  func sessions() async {
    let store = SessionStore(lifetime: 3_600)
    var opened: [OpenSession] = []
    for place in 0...SessionStore.sessionsMax {
      let time = SampleWords.now.addingTimeInterval(Double(place) / 1_000)
      opened.append(await store.open(for: visitor, at: time))
    }
    #expect(await store.find(opened[0].identifier, at: SampleWords.now) == nil)
    #expect(await store.find(opened[1].identifier, at: SampleWords.now) != nil)
    #expect(await store.find(opened[1_000].identifier, at: SampleWords.now) != nil)
  }

  @Test("each further wrong passphrase doubles the wait, up to a quarter of an hour")
  func waits() async {
    let throttle = SignInThrottle()
    let now = SampleWords.now
    var waits: [Int?] = []
    for _ in 0..<11 {
      await throttle.noteFailure(of: "chair-1", at: now)
      waits.append(await throttle.wait(for: "chair-1", at: now))
    }
    #expect(waits == [nil, nil, nil, nil, 1, 2, 4, 8, 15, 15, 15])
    await throttle.noteSuccess(of: "chair-1")
    #expect(await throttle.wait(for: "chair-1", at: now) == nil)
  }

  @Test("tokens have 64 digits and differ; a different token of any length is not equal")
  func tokens() {
    var random = SystemRandomNumberGenerator()
    let tokens = (0..<100).map { _ in RandomToken.make(using: &random) }
    #expect(Set(tokens).count == 100)
    #expect(tokens.allSatisfy { $0.count == 64 })
    #expect(RandomToken.areEqual(tokens[0], tokens[0]))
    #expect(!RandomToken.areEqual(tokens[0], tokens[1]))
    #expect(!RandomToken.areEqual(tokens[0], String(tokens[0].dropLast())))
    #expect(!RandomToken.areEqual(tokens[0], ""))
  }
}
