import Foundation
import ProtocolMessages
import SwiftProtobuf

@testable import SignedLogs

/// A run that breaks exactly one rule, with the code of the error that must come.
struct InvalidRun {
  let name: String
  let code: String
  let commits: [UnverifiedCommit]
  var seals: [Seal]
}

/// Every structural rule of commits, broken once in a run of one sealed commit.
struct InvalidRuns {
  let region: Region
  let start: LogPosition
  private(set) var all: [InvalidRun] = []

  init() throws {
    region = try Region()
    start = .start(logIndex: 1, logID: region.logs[0].log)
    try addHeaderRules()
    try addContextRules()
    try addPayloadRules()
    try addLimits()
    all += try InvalidSeals(region: region, start: start).all
  }

  private mutating func add(
    _ name: String, _ code: String, _ change: (inout RawCommit) throws -> Void
  ) throws {
    var commit = RawCommit()
    try change(&commit)
    let run = try RawRun([try commit.bytes()], start: start, key: region.logKeys[0])
    all.append(InvalidRun(name: name, code: code, commits: run.commits, seals: run.seals))
  }

  private mutating func addHeaderRules() throws {
    try add("bytes after the last field", "record-truncated") { $0.headerTail = [0x52, 0x05, 1] }
    try add("a lone continuation byte", "record-truncated") { $0.headerTail = [0x80] }
    try add("a field number of 0", "record-tag-invalid") { $0.headerTail = [0x00, 0x01] }
    try add("a group", "record-tag-invalid") { $0.headerTail = [0x53, 0x54] }
    try add("a number in two bytes that fits one", "record-number-not-minimal") {
      $0.headerTail = [0x38, 0x80, 0x00]
    }
    try add("an unknown number in two bytes that fits one", "record-number-not-minimal") {
      $0.headerTail = [0x50, 0x81, 0x00]
    }
    try add("a number of more than 64 bits", "record-number-not-minimal") {
      $0.headerTail = [0x38] + [UInt8](repeating: 0xFF, count: 9) + [0x02]
    }
    try add("flags of more than 32 bits", "record-number-too-large") {
      $0.headerTail = [0x38, 0x80, 0x80, 0x80, 0x80, 0x10]
    }
    try add("the schema twice", "record-field-repeated") { $0.headerTail = [0x28, 0x01] }
    try add("the schema as bytes", "record-wire-type-wrong") {
      $0.header.schema = 0
      $0.headerTail = [0x2A, 0x00]
    }
    try add("an actor that is not UTF-8", "record-text-not-utf8") {
      $0.header.actor = ""
      $0.headerTail = [0x42, 0x01, 0xFF]
    }
    try add("no actor", "record-field-invalid") { $0.header.actor = "" }
    try add("an actor with a space", "record-field-invalid") { $0.header.actor = "jane doe" }
    try add("a control hash of 31 bytes", "record-field-invalid") {
      $0.header.controlHash = Data(repeating: 9, count: 31)
    }
    try add("an advance in the control log without its hash", "commit-control-hash-missing") {
      $0.header.controlHash = Data()
    }
    try add("a control hash without an advance", "commit-control-hash-unexpected") {
      $0.header.controlSequenceDelta = 0
    }
    try add("a payload length that is not the payload's", "commit-payload-length-wrong") {
      $0.header.payloadLength = 3
      $0.statesLength = false
    }
  }

  private mutating func addContextRules() throws {
    func entry(_ logIndex: UInt32, _ advance: UInt64) -> Iscan_Sync_V1_ContextEntry {
      .with {
        $0.logIndex = logIndex
        $0.advance = advance
      }
    }
    try add("a context that descends", "commit-context-unordered") {
      $0.header.contextDelta = [entry(3, 1), entry(2, 1)]
    }
    try add("a context that names a log twice", "commit-context-unordered") {
      $0.header.contextDelta = [entry(2, 1), entry(2, 1)]
    }
    try add("a context that names log 0", "commit-context-unordered") {
      $0.header.contextDelta = [entry(0, 1)]
    }
    try add("a context that advances by 0", "commit-context-advance-zero") {
      $0.header.contextDelta = [entry(2, 0)]
    }
    try add("a context that names its own log", "commit-context-names-own-log") {
      $0.header.contextDelta = [entry(1, 1)]
    }
    var first = RawCommit()
    first.header.contextDelta = [entry(2, .max)]
    var second = RawCommit()
    second.header.controlSequenceDelta = 0
    second.header.controlHash = Data()
    second.header.contextDelta = [entry(2, 1)]
    let run = try RawRun(
      [try first.bytes(), try second.bytes()], start: start, key: region.logKeys[0])
    all.append(
      InvalidRun(
        name: "a context beyond 64 bits", code: "commit-number-overflows", commits: run.commits,
        seals: run.seals))
  }

  private mutating func addPayloadRules() throws {
    try add("no operation", "commit-operations-missing") { $0.payload = [] }
    try add("an operation without an action", "record-field-invalid") { $0.payload = [0x0A, 0x00] }
    try add("an operation with two actions", "record-field-repeated") {
      $0.payload = [0x0A, 0x04, 0x0A, 0x00, 0x0A, 0x00]
    }
    try add("a payload that is cut off", "record-truncated") { $0.payload = [0x0A, 0x04, 0x0A] }
    try add("a write without an object", "record-field-invalid") {
      $0.operations.operation = [.with { $0.set.value.number = 1 }]
    }
    try add("a write without a value", "record-field-invalid") {
      $0.operations.operation = [.with { $0.set.object.logIndex = 1 }]
    }
    try add("two writes of one field of one object", "commit-field-set-twice") {
      let write = Iscan_Sync_V1_Operation.with {
        $0.set.object = .with {
          $0.logIndex = 1; $0.counter = 1
        }
        $0.set.field = 2
        $0.set.value.code = "done"
      }
      $0.operations.operation = [write, write]
    }
    try add("two writes of one field, once by log 0", "commit-field-set-twice") {
      let writes = [UInt32(0), 1].map { logIndex in
        Iscan_Sync_V1_Operation.with {
          $0.set.object.logIndex = logIndex
          $0.set.object.counter = 1
          $0.set.field = 2
          $0.set.value.code = "done"
        }
      }
      $0.operations.operation = writes
    }
  }

  private mutating func addLimits() throws {
    try add("a salt of 8 bytes", "commit-salt-length-wrong") {
      $0.salt = [UInt8](repeating: 1, count: 8)
    }
    try add("a header of 4,097 bytes", "commit-header-too-large") {
      let ordinary = try $0.bytes().header.count
      let length = LogLimits.headerBytesMax + 1 - ordinary - 3
      $0.headerTail =
        [0x52, UInt8(length & 0x7F | 0x80), UInt8(length >> 7)]
        + [UInt8](repeating: 0, count: length)
    }
    try add("257 operations", "commit-operations-too-many") {
      $0.operations.operation = Array(repeating: $0.operations.operation[0], count: 257)
    }
    try add("a value of 16,385 bytes", "commit-value-too-large") {
      $0.operations.operation = [
        .with {
          $0.append.object.logIndex = 1
          $0.append.value.text = String(repeating: "x", count: 16_385)
        }
      ]
    }
    try add("a commit of more than 65,536 bytes", "commit-too-large") {
      $0.payload = [UInt8](repeating: 0, count: 65_536)
    }
  }
}
