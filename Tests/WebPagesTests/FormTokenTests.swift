import HTTPTypes
import Hummingbird
import Testing

@testable import WebPages

@Suite("A form is taken only from a page of the same session")
struct FormTokenTests {
  private static let task = "/tasks/\(SampleWords.taskReference)"

  /// Every address that changes something, somebody who may, and a form that would be taken.
  struct Change: Sendable, CustomTestStringConvertible {
    let path: String
    let handle: String
    let fields: [String: String]
    var testDescription: String { path }
  }

  static let changes: [Change] = [
    Change(
      path: "/releases/\(SampleWords.awaiting)/approve", handle: "liaison-1",
      fields: ["looked": "yes"]),
    Change(path: "/tasks/new", handle: "analyst-1", fields: ["field-title": "A"]),
    Change(path: "\(task)/change", handle: "chair-1", fields: ["field-title": "B"]),
    Change(path: "\(task)/journal", handle: "chair-1", fields: ["note": "C", "seen": "seen-1"]),
    Change(path: "\(task)/share", handle: "chair-1", fields: [:]),
    Change(
      path: "/conflicts/\(SampleWords.taskReference)/status", handle: "chair-1",
      fields: ["choice": "side:done", "comment": "D", "seen": "seen-2"]),
    Change(path: "/sign-out", handle: "chair-1", fields: [:]),
  ]

  @Test("with the session's token it is taken", arguments: changes)
  func right(_ change: Change) async throws {
    try await SampleSites.node(as: change.handle) { browser async throws in
      let fields = change.fields.map { ($0.key, $0.value) }
      let token = try await browser.formToken()
      let reply = try await browser.post(change.path, fields + [("form-token", token)])
      #expect(reply.status == .seeOther)
    }
  }

  @Test("without a token, or with that of another session, it is refused", arguments: changes)
  func wrong(_ change: Change) async throws {
    let node = SampleNode()
    try await SampleSites.node(node, as: change.handle) { browser async throws in
      let fields = change.fields.map { ($0.key, $0.value) }
      let old = try await browser.formToken()
      _ = try await browser.signIn(change.handle)
      for token in ["", String(repeating: "0", count: 64), old] {
        let reply = try await browser.post(change.path, fields + [("form-token", token)])
        #expect(reply.status == .forbidden)
        #expect(reply.page.text.contains("nothing was changed"))
      }
      #expect(try await browser.post(change.path, fields).status == .forbidden)
    }
    #expect(node.deeds.isEmpty)
  }

  @Test("from another site it is refused, even with the token", arguments: changes)
  func foreign(_ change: Change) async throws {
    let node = SampleNode()
    try await SampleSites.node(node, as: change.handle) { browser async throws in
      let token = try await browser.formToken()
      let fields = change.fields.map { ($0.key, $0.value) } + [("form-token", token)]
      for (name, value) in [
        ("Origin", "http://example.org"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"),
      ] {
        let headers = HTTPField.Name(name).map { HTTPFields([HTTPField(name: $0, value: value)]) }
        let reply = try await browser.post(change.path, fields, headers: headers ?? [:])
        #expect(reply.status == .forbidden)
      }
    }
    #expect(node.deeds.isEmpty)
  }

  @Test("a form larger than any of ours is refused")
  func large() async throws {
    try await SampleSites.node(as: "chair-1") { browser async throws in
      let text = String(repeating: "a", count: FormFields.bytesMax + 1)
      let reply = try await browser.post("\(Self.task)/journal", [("note", text)])
      #expect(reply.status == .contentTooLarge)
    }
  }
}

extension SampleNode.Deeds {
  var isEmpty: Bool {
    approved.isEmpty && created.isEmpty && updates.isEmpty && shared.isEmpty && decisions.isEmpty
  }
}
