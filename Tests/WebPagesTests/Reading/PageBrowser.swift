import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore

@testable import WebPages

/// What a request was answered with.
struct PageReply {
  let status: HTTPResponse.Status
  let headers: HTTPFields
  let text: String

  var page: HTMLPage { HTMLPage(text) }

  func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

/// A browser without scripts: it keeps cookies, follows redirects and sends forms.
final class PageBrowser {
  private let client: any TestClientProtocol
  private(set) var cookies: [String: String] = [:]
  private(set) var path = ""

  init(_ client: any TestClientProtocol) { self.client = client }

  func get(_ path: String, headers: HTTPFields = [:]) async throws -> PageReply {
    var reply = try await request(path, .get, headers, nil)
    for _ in 0..<5 {
      guard let next = reply.header("Location") else { break }
      reply = try await request(next, .get, headers, nil)
    }
    return reply
  }

  /// Sends fields as a form, and does not follow where the answer leads.
  func post(
    _ path: String, _ fields: [(String, String)], headers: HTTPFields = [:]
  ) async throws -> PageReply {
    var headers = headers
    headers[.contentType] = "application/x-www-form-urlencoded"
    return try await request(
      path, .post, headers, ByteBuffer(string: FormFields.encode(fields)))
  }

  /// Sends a form with a file, as browsers do.
  func postFile(_ path: String, token: String, name: String, _ content: String) async throws
    -> PageReply
  {
    let boundary = "----------------------------4711"
    let lines = [
      "--\(boundary)", "Content-Disposition: form-data; name=\"form-token\"", "", token,
      "--\(boundary)", "Content-Disposition: form-data; name=\"file\"; filename=\"\(name)\"",
      "Content-Type: text/html", "", content, "--\(boundary)--", "",
    ]
    return try await request(
      path, .post, [.contentType: "multipart/form-data; boundary=\(boundary)"],
      ByteBuffer(string: lines.joined(separator: "\r\n")))
  }

  /// Opens a page, fills its form and sends it; a field that the form lacks is added.
  func submit(
    _ action: String, on path: String, _ filled: [String: String] = [:]
  ) async throws -> PageReply {
    let form = try await get(path).page.form(to: action) ?? []
    let kept = form.filter { filled[$0.name] == nil }.map { ($0.name, $0.value) }
    return try await post(action, kept + filled.map { ($0.key, $0.value) })
  }

  func signIn(_ handle: String) async throws -> PageReply {
    try await submit(
      "/sign-in", on: "/sign-in", ["handle": handle, "passphrase": "\(handle) \(handle)"])
  }

  /// The token that the forms of this session carry, read off the form to sign out.
  func formToken() async throws -> String {
    try await get("/").page.form(to: "/sign-out")?.first { $0.name == "form-token" }?.value ?? ""
  }

  private func request(
    _ path: String, _ method: HTTPRequest.Method, _ headers: HTTPFields, _ body: ByteBuffer?
  ) async throws -> PageReply {
    var headers = headers
    if !cookies.isEmpty {
      headers[.cookie] = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        .joined(separator: "; ")
    }
    self.path = path
    let response = try await client.executeRequest(
      uri: path, method: method, headers: headers, body: body)
    for cookie in response.headers[values: .setCookie] { keep(cookie) }
    return PageReply(
      status: response.status, headers: response.headers, text: String(buffer: response.body))
  }

  private func keep(_ cookie: String) {
    let parts = cookie.split(separator: ";")[0].split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    cookies[String(parts[0])] = cookie.contains("Max-Age=0") ? nil : String(parts[1])
  }
}
