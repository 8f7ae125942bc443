import HTTPTypes
import PartnershipRecords
import Testing

@testable import WebPages

@Suite("Tasks are created, changed, noted upon and shared")
struct TaskFormTests {
  private static let task = "/tasks/\(SampleWords.taskReference)"

  /// An error of the node's own, which the form shows above what was typed.
  struct Refused: RemediedError {
    let code = "task-no-title"
    let detail = "The task has no title."
    let remedy = "Give it one."
  }

  @Test("a new task takes what was typed, without white space at its ends")
  func create() async throws {
    let node = SampleNode()
    let reply = try await SampleSites.node(node, as: "analyst-1") {
      try await $0.submit("/tasks/new", on: "/tasks/new", ["field-title": "  Light the path "])
    }
    #expect(reply.header("Location") == Self.task)
    #expect(
      node.deeds.created == [
        [
          TaskFieldValue(name: "title", value: "Light the path"),
          TaskFieldValue(name: "description", value: "Two gaps in the fence."),
          TaskFieldValue(name: "due", value: "2024-04-02"),
          TaskFieldValue(name: "status", value: "blocked"),
        ]
      ])
  }

  @Test("a change sends only the fields that differ, and which state was on the screen")
  func change() async throws {
    let node = SampleNode()
    let path = "\(Self.task)/change"
    try await SampleSites.node(node, as: "chair-1") {
      _ = try await $0.submit(path, on: path, ["field-due": "2024-05-01"])
      _ = try await $0.submit(path, on: path)
    }
    #expect(
      node.deeds.updates == [
        TaskUpdate(
          reference: SampleWords.taskReference, seen: "seen-1",
          changes: [TaskFieldValue(name: "due", value: "2024-05-01")], note: nil)
      ])
  }

  @Test("what the node refuses comes back with the reason, the remedy and what was typed")
  func refused() async throws {
    let node = SampleNode(trouble: Refused())
    for path in ["/tasks/new", "\(Self.task)/change"] {
      let reply = try await SampleSites.node(node, as: "analyst-1") {
        try await $0.submit(path, on: path, ["field-title": "Typed <b>"])
      }
      #expect(reply.status == .unprocessableContent)
      #expect(reply.page.text.contains("The task has no title. Give it one."))
      #expect(reply.page.form(to: path)?.contains { $0 == ("field-title", "Typed <b>") } == true)
      #expect(PageFaults.all(of: reply.page) == [])
    }
  }

  @Test("an entry of the journal and sharing arrive at the node")
  func noteAndShare() async throws {
    let node = SampleNode()
    try await SampleSites.node(node, as: "chair-1") { browser async throws in
      let page = try await browser.get(Self.task).page.text
      #expect(page.contains("to Sunderland. What they have received cannot be taken back."))
      _ = try await browser.submit("\(Self.task)/journal", on: Self.task, ["note": "Fixed."])
      _ = try await browser.submit("\(Self.task)/share", on: Self.task)
    }
    #expect(node.deeds.updates.map(\.note) == ["Fixed."])
    #expect(node.deeds.shared == [SampleWords.taskReference])
  }

  @Test("who may not create a task has no button and is refused", arguments: ["liaison-1"])
  func mayNot(_ handle: String) async throws {
    try await SampleSites.node(as: handle) { browser async throws in
      #expect(try await !browser.get("/tasks").text.contains("New task"))
      #expect(try await browser.get("/tasks/new").status == .forbidden)
    }
  }

  @Test("closed tasks are shown on demand")
  func closed() async throws {
    try await SampleSites.node(as: "chair-1") { browser async throws in
      #expect(try await !browser.get("/tasks").text.contains("Light the underpass"))
      #expect(try await browser.get("/tasks?show=all").text.contains("Light the underpass"))
    }
  }

  @Test("the hub shows shared tasks and lets nobody change them")
  func hub() async throws {
    try await SampleSites.hub(as: "office-1") { browser async throws in
      let page = try await browser.get(Self.task)
      #expect(page.page.starts("form").map { $0.attributes["action"] } == ["/sign-out"])
      #expect(try await browser.get("\(Self.task)/change").status == .notFound)
    }
  }
}
