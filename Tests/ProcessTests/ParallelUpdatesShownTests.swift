import Foundation
import Testing

@Suite("What partners wrote apart is seen wherever somebody looks", .serialized)
struct ParallelUpdatesShownTests {
  /// A task that both changed apart: the due date, which a rule decides, and if asked the owner, which
  /// the chair does.
  private func region(alsoOwner: Bool) async throws -> TestRegion {
    let region = try await TestRegion()
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      try await region.at(
        .millbridge,
        [
          "task", "new", "--title", "Close quarry access", "--due", "2022-11-30", "--as", "analyst",
        ])
      try await region.at(.millbridge, ["task", "share", "MIL-T-0001", "--as", "analyst"])
      for partnership in [TestPartnership.millbridge, .upperFells] {
        try await region.synchronise(partnership)
      }
      for (partnership, due) in [
        (TestPartnership.millbridge, "2023-01-15"), (.upperFells, "2022-12-10"),
      ] {
        try await region.at(
          partnership,
          ["task", "update", "MIL-T-0001", "--due", due, "--as", "analyst"]
            + (alsoOwner ? ["--owner", "\(partnership.reference) warden"] : []))
      }
      for partnership in [TestPartnership.millbridge, .upperFells, .millbridge] {
        try await region.synchronise(partnership)
      }
    }
    return region
  }

  @Test("a rule's decision: what holds, what else was written, by whom and when")
  func byRule() async throws {
    struct Shown: Decodable {
      struct Rule: Decodable {
        struct Side: Decodable {
          let value: String
          let author: String
        }

        let field: String
        let shown: String?
        let sides: [Side]
      }

      let decidedByRule: [Rule]
    }
    let region = try await region(alsoOwner: false)
    for home in [region.home(.millbridge), region.home(.upperFells), region.hubHome] {
      let shown = try await region.run(["task", "show", "MIL-T-0001", "--home", home]).text
      for words in [
        "~ a rule decided the due date: 10 December 2022 holds. Partners gave different days",
        "MIL/analyst wrote 15 January 2023 on ", "FEL/analyst wrote 10 December 2022 on ",
      ] { #expect(shown.contains(words), "\(shown)") }
      let rule = try #require(
        try await region.run(["task", "show", "MIL-T-0001", "--json", "--home", home])
          .read(Shown.self).decidedByRule.first)
      #expect(rule.field == "due" && rule.shown == "2022-12-10")
      #expect(
        Set(rule.sides.map { "\($0.author) \($0.value)" })
          == ["MIL/analyst 2023-01-15", "FEL/analyst 2022-12-10"])
      let listed = try await region.run(["task", "list", "--home", home]).text
      #expect(listed.contains("a rule decided"), "\(listed)")
      let open = try await region.run(["sync", "conflicts", "--open", "--home", home]).text
      #expect(
        open.contains(
          "Nothing waits for a person to decide. A rule decided 1 parallel update: iscan sync conflicts."
        ), "\(open)")
      let all = try await region.run(["sync", "conflicts", "--home", home]).text
      #expect(all.contains("Decided by a rule") && all.contains("15 January 2023"), "\(all)")
      let status = try await region.run(["sync", "status", "--home", home]).text
      #expect(status.contains("0; a rule decided 1: iscan sync conflicts"), "\(status)")
      // Nobody needs to do anything.
      try await region.run(["sync", "explain", "MIL-T-0001", "--home", home])
    }
  }

  @Test(
    "a disagreement that waits for the chair: whoever asks after the task hears that by the exit code"
  )
  func awaitingTheChair() async throws {
    struct Told: Decodable {
      let facts: [String]
      let openConflicts: [String]
    }
    let region = try await region(alsoOwner: true)
    for home in [region.home(.millbridge), region.home(.upperFells), region.hubHome] {
      let answer = try await region.program.run([
        "sync", "explain", "MIL-T-0001", "--json", "--home", home,
      ])
      #expect(answer.status == 2, "\(answer.text)")
      let told = try #require(try answer.read([Told].self).first)
      #expect(told.openConflicts == ["owner"])
      #expect(told.facts.contains { $0.contains("disagree about its owner") }, "\(told.facts)")
    }
    try await region.at(
      .millbridge,
      [
        "sync", "resolve", "MIL-T-0001", "--field", "owner", "--value", "MIL warden", "--comment",
        "nearer", "--as", "tactical-chair",
      ])
    let settled = try await region.at(.millbridge, ["sync", "explain", "MIL-T-0001", "--json"])
      .read([Told].self)
    #expect(settled.first?.openConflicts == [])
  }
}
