import Foundation
import SignedLogs
import Testing

@testable import ReplicaStore

@Suite("How far the own logs were sent")
final class HighWaterMarkTests {
  private let folder: URL
  private let marks: HighWaterMarks
  private let log: LogID
  private let other: LogID

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "marks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    marks = HighWaterMarks(folder: folder)
    log = try #require(LogID([UInt8](repeating: 0xAB, count: 32)))
    other = try #require(LogID([UInt8](repeating: 0xAC, count: 32)))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  @Test("is 0 until something was, only rises, and is each log's own")
  func rises() throws {
    #expect(try marks.mark(of: log) == 0)
    for (raised, expected) in [(3, 3), (2, 3), (3, 3), (17, 17), (0, 17)] as [(UInt64, UInt64)] {
      try marks.raise(log, to: raised)
      #expect(try marks.mark(of: log) == expected)
    }
    #expect(try marks.mark(of: other) == 0)
    #expect(try HighWaterMarks(folder: folder).mark(of: log) == 17)
  }

  @Test("keeps the hash that stands for all that was sent, and reads marks without one")
  func hash() throws {
    let head = LogHead(logID: log, counter: 4, hash: other.digest)
    try marks.raise(log, to: 3)
    #expect(try marks.sent(log) == SentMark(counter: 3, hash: nil))
    try marks.raise(to: head)
    #expect(try marks.sent(log) == SentMark(counter: 4, hash: other.digest))
    try marks.raise(to: LogHead(logID: log, counter: 4, hash: log.digest))
    #expect(try marks.sent(log)?.hash == other.digest)
  }

  @Test(
    "the greatest number of a task is noted beside them, and a note that cannot be read is none")
  func taskNumber() throws {
    #expect(marks.taskNumber() == 0)
    for (given, expected) in [(3, 3), (2, 3), (17, 17)] {
      try marks.raiseTaskNumber(to: given)
      #expect(HighWaterMarks(folder: folder).taskNumber() == expected)
    }
    #expect(try marks.mark(of: log) == 0)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
    for text in ["many", "", "-4"] {
      try Data(text.utf8).write(to: folder.appending(path: name))
      #expect(marks.taskNumber() == 0)
    }
    try marks.raiseTaskNumber(to: 18)
    #expect(marks.taskNumber() == 18)
  }

  @Test("is still the old one when the machine stopped while the new one was written")
  func halfWritten() throws {
    try marks.raise(log, to: 5)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
    try Data("9".utf8).write(to: folder.appending(path: name + ".new"))
    #expect(try marks.mark(of: log) == 5)
    try marks.raise(log, to: 6)
    #expect(try marks.mark(of: log) == 6)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
  }

  @Test("is an error when its file holds anything but a number, since then nobody can tell")
  func damaged() throws {
    try marks.raise(log, to: 5)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
    try Data("five".utf8).write(to: folder.appending(path: name))
    #expect(throws: ReplicaError.markUnreadable(file: folder.appending(path: name).path)) {
      try marks.mark(of: log)
    }
    #expect(throws: ReplicaError.self) { try marks.raise(log, to: 6) }
  }

  @Test("is raised by several at once, and no one lowers what another has raised")
  func together() throws {
    let (marks, log) = (marks, log)
    DispatchQueue.concurrentPerform(iterations: 8) { place in
      for step in 0..<40 {
        let counter = UInt64(step * 8 + place + 1)
        do { try marks.raise(log, to: counter) } catch { Issue.record(error) }
        let reached = (try? marks.mark(of: log)) ?? 0
        if reached < counter { Issue.record("\(counter) was raised, and it is \(reached)") }
      }
    }
    #expect(try marks.mark(of: log) == 320)
  }

  @Test("is not taken for raised when it cannot be written")
  func unwritable() throws {
    let nowhere = HighWaterMarks(folder: folder.appending(path: "none"))
    #expect {
      try nowhere.raise(log, to: 1)
    } throws: {
      ($0 as? ReplicaError)?.code == "mark-not-written"
    }
    #expect(try nowhere.mark(of: log) == 0)
  }

  @Test("a database that is older than what was sent says so in words that help")
  func words() {
    let error = ReplicaError.databaseOlderThanSent(scope: "Quarry", here: 3, sent: 5)
    #expect(error.code == "database-older-than-sent")
    #expect(error.detail.contains("3") && error.detail.contains("5"))
    #expect(error.remedy.contains("goes on with a new log"))
  }
}
