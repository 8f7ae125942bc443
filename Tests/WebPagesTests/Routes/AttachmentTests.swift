import HTTPTypes
import Testing

@testable import WebPages

@Suite("Files of tasks")
struct AttachmentTests {
  private static let task = "/tasks/\(SampleWords.taskReference)"
  private static let file = "\(task)/attachments/\(String(repeating: "5a", count: 32))"

  private func expectDownload(_ reply: PageReply) {
    #expect(reply.status == .ok)
    #expect(reply.text == "<script>")
    #expect(reply.header("Content-Type") == "application/octet-stream")
    #expect(reply.header("X-Content-Type-Options") == "nosniff")
    let disposition = reply.header("Content-Disposition") ?? ""
    #expect(disposition.hasPrefix("attachment; filename=\""), "\(disposition)")
    #expect(disposition.contains("plan.pdf"), "\(disposition)")
  }

  @Test("are saved by the browser and never shown, at the node and at the hub")
  func download() async throws {
    try await SampleSites.node(as: "chair-1") { browser async throws in
      let page = try await browser.get(Self.task)
      #expect(page.text.contains("href=\"\(Self.file)\" download"))
      #expect(page.text.contains("1.3 MiB"))
      self.expectDownload(try await browser.get(Self.file))
      #expect(try await browser.get("\(Self.task)/attachments/other").status == .notFound)
    }
    try await SampleSites.hub(as: "office-1") { browser async throws in
      self.expectDownload(try await browser.get(Self.file))
    }
  }

  @Test("are attached with the session's token only")
  func attach() async throws {
    let node = SampleNode()
    try await SampleSites.node(node, as: "chair-1") { browser async throws in
      let path = "\(Self.task)/attachments"
      for token in ["", String(repeating: "0", count: 64)] {
        let reply = try await browser.postFile(path, token: token, name: "a.txt", "words")
        #expect(reply.status == .forbidden)
      }
      #expect(node.deeds.attached.isEmpty)
      let token = try await browser.formToken()
      let content = "line\r\n--not the end\r\n"
      let reply = try await browser.postFile(path, token: token, name: "a %22b%22.txt", content)
      #expect(reply.status == .seeOther)
      #expect(
        node.deeds.attached == [AttachmentFile(name: "a \"b\".txt", content: Array(content.utf8))])
    }
  }

  @Test("A body that is no such form is refused", arguments: ["", "--b", "--b\r\n", "--b\r\nx"])
  func unreadable(_ body: String) {
    #expect(throws: PageRefusal.formNotOurs) {
      try FileForm(bytes: Array(body.utf8), boundary: "b")
    }
  }

  @Test("Parts are read byte for byte, whatever is in them")
  func parts() throws {
    let header = "Content-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n"
    let body = Array("--b\r\n\(header)".utf8) + [0, 13, 10, 45, 255] + Array("\r\n--b--".utf8)
    let form = try FileForm(bytes: body, boundary: "b")
    #expect(form.parts == [.init(name: "file", fileName: "", content: [0, 13, 10, 45, 255])])
    #expect(form.file("file") == nil, "no file was chosen")
  }
}
