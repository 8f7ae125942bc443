import CausalHistory
import PartnershipRecords
import ProtocolMessages
import SwiftProtobuf
import Testing

@testable import SignedLogs

/// A kind of record that must stay where it is.
private enum CrimeReport: SharedRecord {
  static let dataClass = DataClass.local
  static let kind: UInt32 = 9
  static let sharedFields = [
    SharedField(number: 1, name: "note", kind: .text),
    SharedField(number: 2, name: "tags", kind: .set),
    SharedField(number: 3, name: "log", kind: .list),
  ]
}

@Suite("What may be shared")
struct SharedRecordTests {
  private let object = ObjectID(logIndex: 3, counter: 17, operationIndex: 0)

  @Test("Of a local record no operation can be made at all")
  func localStays() {
    let attempts: [() throws -> ShareableOperation] = [
      { try CrimeReport.create(reference: "A") },
      { try CrimeReport.set(1, of: object, to: .text("A")) },
      { try CrimeReport.add(.text("A"), to: 2, of: object) },
      { try CrimeReport.remove([], from: 2, of: object) },
      { try CrimeReport.append(.text("A"), to: 3, of: object) },
      { try CrimeReport.putChunk([1], at: 0, of: object) },
    ]
    for attempt in attempts {
      #expect(throws: SignedLogError.recordMayNotLeave(dataClass: .local)) { try attempt() }
    }
  }

  @Test("A field takes only values of its kind, and only in its own way")
  func fieldKinds() {
    let values: [(SharedValue, Set<UInt32>)] = [
      (.text("x"), [1]), (.code("x"), [2]), (.day(1), [3]), (.number(1), [4]),
      (.content([1]), [7]), (.truth(true), [8]),
    ]
    for (value, fields) in values {
      for field: UInt32 in 1...8 {
        let isAccepted = (try? Plan.set(field, of: object, to: value)) != nil
        #expect(isAccepted == fields.contains(field), "\(value) in \(field)")
      }
    }
    #expect(throws: SignedLogError.fieldUndeclared(kind: 1, field: 99)) {
      try Plan.set(99, of: object, to: .text("x"))
    }
    for (field, isSet): (UInt32, Bool) in [(5, true), (6, false)] {
      #expect(((try? Plan.add(.code("x"), to: field, of: object)) != nil) == isSet)
      #expect(((try? Plan.append(.code("x"), to: field, of: object)) != nil) == !isSet)
      #expect(((try? Plan.remove([], from: field, of: object)) != nil) == isSet)
    }
    #expect(throws: SignedLogError.valueUnfit(kind: 1, field: 5)) {
      try Plan.add(.day(1), to: 5, of: object)
    }
  }

  @Test("Every operation and value reads back as it was written")
  func roundTrips() throws {
    let values: [SharedValue] = [
      .text("Größe"), .text(""), .number(.min), .number(.max), .number(0), .truth(false),
      .truth(true), .day(-1), .day(20_000), .code("done"), .content([]), .content([0, 255]),
    ]
    let dots = [Dot(logIndex: 1, counter: 2), Dot(logIndex: 2, counter: 1)]
    var operations: [SharedOperation] = [
      .create(kind: 1, reference: "HPL-T-0042"), .remove(object: object, field: 5, replaces: dots),
      .putChunk(object: object, index: 3, content: [1, 2]),
    ]
    for value in values {
      operations += [
        .set(
          object: object, field: 1, value: value, replaces: .allInContext, resolves: false, note: ""
        ),
        .set(
          object: object, field: 1, value: value, replaces: .dots(dots), resolves: true,
          note: "agreed"),
        .add(object: object, field: 5, value: value),
        .append(object: object, field: 6, value: value),
      ]
    }
    for operation in operations {
      let payload =
        try Iscan_Sync_V1_Operations.with { $0.operation = [operation.encoded()] }
        .serializedBytes() as [UInt8]
      #expect(try OperationReading.list(payload, counter: 1) == [.known(operation)])
    }
  }

  @Test("Named dots are written in order")
  func dotsAscend() {
    let dots = [Dot(logIndex: 2, counter: 1), Dot(logIndex: 1, counter: 9)]
    let write = SharedOperation.set(
      object: object, field: 1, value: .number(1), replaces: .dots(dots), resolves: false, note: "")
    #expect(write.encoded().set.replaces.map(\.logIndex) == [1, 2])
  }

  @Test("An object's name reads what it writes and nothing else")
  func objectNames() {
    #expect(object.description == "3.17.0")
    #expect(ObjectID("3.17.0") == object)
    for text in ["", "3.17", "3.17.0.0", "03.17.0", "3.-1.0", "+3.17.0", "3.17.0 "] {
      #expect(ObjectID(text) == nil, "\(text)")
    }
    #expect(ObjectID(logIndex: 2, counter: 9, operationIndex: 9) < object)
  }
}
