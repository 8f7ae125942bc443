import CausalHistory
import Testing

@Suite("Registers with every unseen value")
struct MultiValueRegisterTests {
  @Test("The small histories include causes, parallels and conflicts")
  func historiesAreInteresting() {
    #expect(smallHistories.count > 200)
    #expect(smallHistories.contains { arrivals(of: $0).count == 6 })
    #expect(smallHistories.contains { arrivals(of: $0).count == 1 })
  }

  @Test("Every causal order of arrival ends with exactly the writes that nobody saw and replaced")
  func convergence() {
    for history in smallHistories {
      let replaced = Set(history.flatMap(\.seen))
      let expected = history.filter { !replaced.contains($0.dot) }.map(\.dot).sorted()
      for arrival in arrivals(of: history) {
        var register = MultiValueRegister<Int>()
        for write in arrival {
          register.apply(set: write.value, dot: write.dot, replacing: write.seen)
        }
        #expect(register.siblings.map(\.dot) == expected)
      }
    }
  }

  @Test("Replacing all in context is replacing every dot of the context by name")
  func contextEqualsList() {
    for history in smallHistories {
      for arrival in arrivals(of: history) {
        var byContext = MultiValueRegister<Int>()
        var byList = MultiValueRegister<Int>()
        for write in arrival {
          byContext.apply(
            set: write.value, dot: write.dot, replacingAllInContext: write.context)
          byList.apply(set: write.value, dot: write.dot, replacing: write.seen)
        }
        #expect(byContext == byList)
      }
    }
  }

  @Test("Two different values are a conflict; two equal ones are agreement")
  func conflict() {
    for history in smallHistories {
      var register = MultiValueRegister<Int>()
      for write in history {
        register.apply(set: write.value, dot: write.dot, replacing: write.seen)
        let distinct = Set(register.siblings.map(\.value))
        #expect(register.isConflicted == (distinct.count >= 2))
        #expect(Set(register.distinctValues) == distinct)
        #expect(register.distinctValues.count == distinct.count)
      }
    }
  }

  @Test("The same write twice is the same write once")
  func idempotence() {
    var once = MultiValueRegister<Int>()
    once.apply(set: 1, dot: Dot(logIndex: 1, counter: 1), replacing: [])
    var twice = once
    twice.apply(set: 1, dot: Dot(logIndex: 1, counter: 1), replacing: [])
    #expect(once == twice)
  }

  @Test("A write that names only one sibling leaves the other")
  func partialReplacement() {
    var register = MultiValueRegister<String>()
    let (first, second) = (Dot(logIndex: 1, counter: 1), Dot(logIndex: 2, counter: 1))
    register.apply(set: "open", dot: first, replacing: [])
    register.apply(set: "closed", dot: second, replacing: [])
    register.apply(set: "open", dot: Dot(logIndex: 1, counter: 2), replacing: [first])
    #expect(register.siblings.map(\.dot.description) == ["1.2", "2.1"])
    #expect(register.isConflicted)
  }
}
