import CausalHistory
import Foundation
import Testing

@Suite("Version vectors")
struct VersionVectorTests {
  @Test("Merging is commutative, associative and idempotent for all small vectors")
  func mergeLaws() {
    for a in smallVectors {
      #expect(a.merging(a) == a)
      for b in smallVectors {
        #expect(a.merging(b) == b.merging(a))
        for c in smallVectors {
          #expect(a.merging(b).merging(c) == a.merging(b.merging(c)))
        }
      }
    }
  }

  @Test("A merged vector is the least that covers both")
  func mergeIsLeastUpperBound() {
    for a in smallVectors {
      for b in smallVectors {
        let merged = a.merging(b)
        #expect(merged.covers(a) && merged.covers(b))
        for c in smallVectors where c.covers(a) && c.covers(b) {
          #expect(c.covers(merged))
        }
      }
    }
  }

  @Test("The order is that of the sets of commits seen")
  func orderIsInclusion() {
    for a in smallVectors {
      for b in smallVectors {
        let (seenByA, seenByB) = (dots(a), dots(b))
        let expected: CausalOrder =
          seenByA == seenByB
          ? .same
          : seenByA.isSubset(of: seenByB)
            ? .before : seenByB.isSubset(of: seenByA) ? .after : .concurrent
        #expect(a.order(relativeTo: b) == expected, "\(a.entries) and \(b.entries)")
      }
    }
  }

  private func dots(_ vector: VersionVector) -> Set<Dot> {
    Set([1, 2, 5].flatMap { log in (1...3).map { Dot(logIndex: log, counter: $0) } })
      .filter { vector.covers($0) }
  }

  @Test("Entries ascend, and setting 0 leaves no trace")
  func entries() {
    var vector = VersionVector()
    for log: UInt32 in [7, 2, 9, 1] { vector[log] = UInt64(log) }
    #expect(vector.entries.map(\.logIndex) == [1, 2, 7, 9])
    #expect(vector[7] == 7 && vector[3] == 0)
    for log: UInt32 in [1, 2, 3, 7, 9] { vector[log] = 0 }
    #expect(vector == VersionVector() && vector.isEmpty)
  }

  @Test("Advancing never goes back")
  func advance() {
    var vector = VersionVector()
    vector.advance(to: Dot(logIndex: 3, counter: 5))
    vector.advance(3, to: 2)
    #expect(vector[3] == 5)
  }

  @Test("Coding keeps every small vector, and refuses entries out of order or of 0")
  func coding() throws {
    for vector in smallVectors {
      let data = try JSONEncoder().encode(vector)
      #expect(try JSONDecoder().decode(VersionVector.self, from: data) == vector)
    }
    let bad = [
      #"[{"logIndex":2,"counter":1},{"logIndex":1,"counter":1}]"#,
      #"[{"logIndex":1,"counter":0}]"#,
      #"[{"logIndex":1,"counter":1},{"logIndex":1,"counter":2}]"#,
    ]
    for text in bad {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(VersionVector.self, from: Data(text.utf8))
      }
    }
  }

  @Test("A dot reads what it writes and nothing else")
  func dotText() {
    #expect(Dot("3.17") == Dot(logIndex: 3, counter: 17))
    for text in ["", "3", "3.", "3.17.1", "03.17", "+3.17", "3.-1", " 3.17"] {
      #expect(Dot(text) == nil, "\(text)")
    }
  }
}
