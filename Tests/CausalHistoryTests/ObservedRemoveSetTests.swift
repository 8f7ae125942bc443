import CausalHistory
import Testing

@Suite("Sets in which additions win")
struct ObservedRemoveSetTests {
  @Test("Additions commute, and repeating one changes nothing")
  func additionsCommute() {
    let dots = [(1, 1), (1, 2), (2, 1)].map { Dot(logIndex: $0.0, counter: $0.1) }
    for first in dots {
      for second in dots where first != second {
        var forwards = ObservedRemoveSet<String>()
        forwards.add("police", dot: first)
        forwards.add("fire", dot: second)
        forwards.add("police", dot: first)
        var backwards = ObservedRemoveSet<String>()
        backwards.add("fire", dot: second)
        backwards.add("police", dot: first)
        #expect(forwards == backwards)
      }
    }
  }

  @Test("A removal leaves an addition of the same element that it had not seen")
  func additionWins() {
    let (seen, unseen) = (Dot(logIndex: 1, counter: 1), Dot(logIndex: 2, counter: 1))
    for removalFirst in [true, false] {
      var tags = ObservedRemoveSet<String>()
      tags.add("burglary", dot: seen)
      if removalFirst { tags.remove(replacing: [seen]) }
      tags.add("burglary", dot: unseen)
      if !removalFirst { tags.remove(replacing: [seen]) }
      #expect(tags.contains("burglary"))
      #expect(tags.dots(of: "burglary") == [unseen])
    }
  }

  @Test("A removal takes all that one commit added, and its author adds again what is to stay")
  func oneCommitSeveralElements() {
    let dot = Dot(logIndex: 1, counter: 1)
    var tags = ObservedRemoveSet<String>()
    tags.add("a", dot: dot)
    tags.add("b", dot: dot)
    #expect(tags.elements == ["a", "b"])
    tags.remove(replacing: [dot])
    tags.add("b", dot: Dot(logIndex: 1, counter: 2))
    #expect(tags.elements == ["b"] && !tags.contains("a"))
  }

  @Test("An element that two people added is one element")
  func distinct() {
    var tags = ObservedRemoveSet<String>()
    tags.add("a", dot: Dot(logIndex: 2, counter: 1))
    tags.add("a", dot: Dot(logIndex: 1, counter: 1))
    #expect(tags.elements == ["a"])
    #expect(tags.dots(of: "a").map(\.description) == ["1.1", "2.1"])
  }
}
