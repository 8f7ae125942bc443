import Foundation
import Logging
import ReplicaStore
import Testing

@testable import NodeService

@Suite("What a node that exchanges every so many minutes tells its log", .serialized)
struct RegularSyncTests {
  private func log() -> (Logger, Notebook<[UInt8]>) {
    let lines = Notebook<[UInt8]>()
    return (Logger(label: "test") { _ in RecordingLog(lines: lines) }, lines)
  }

  private func words(_ lines: Notebook<[UInt8]>) -> [String] {
    lines.entries.map { String(decoding: $0, as: UTF8.self).replacing(" [:]", with: "") }
  }

  @Test("the first failure, another failure, a reminder, and that it succeeds again; no more")
  func news() {
    let (logger, lines) = log()
    var news = ExchangeNews(logger)
    news.succeeded()
    for attempt in 1...ExchangeNews.reminder { news.failed("hub-unreachable", "try \(attempt)") }
    news.failed("hub-timeout", "no answer")
    news.succeeded()
    news.succeeded()
    #expect(
      words(lines) == [
        "no exchange with the hub: try 1",
        "no exchange with the hub, 20 attempts in vain: try 20",
        "no exchange with the hub: no answer",
        "exchanging with the hub again, after 21 attempts in vain",
      ])
  }

  @Test("a hub that is away is told of once, and leaves one line in the list of exchanges")
  func away() async throws {
    let region = try await TestRegion()
    try await region.initialise(.millbridge)
    try await region.enrol(.millbridge)
    let node = try NodeService(home: NodeHome(URL(filePath: region.home(.millbridge))))
    let (logger, lines) = log()
    let regular = Task {
      await node.synchroniseRegularly(every: .milliseconds(50), logger: logger)
    }
    for _ in 0..<100 where lines.entries.isEmpty { try await Task.sleep(for: .milliseconds(50)) }
    try await Task.sleep(for: .milliseconds(500))
    try await region.whileServing {
      for _ in 0..<200 where lines.entries.count < 2 {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    regular.cancel()
    await regular.value
    let told = words(lines)
    #expect(told.first?.contains("hub-unreachable") == true, "\(told)")
    #expect(told.count { $0.hasPrefix("exchanging with the hub again, after ") } == 1, "\(told)")
    let failed = try node.sessions(limit: 1_000).filter { $0.code == "hub-unreachable" }
    #expect((1...2).contains(failed.count), "\(failed)")
  }
}
