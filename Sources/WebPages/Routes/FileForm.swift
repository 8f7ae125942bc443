internal import HTTPTypes
internal import Hummingbird

/// The parts of a form with a file, as browsers send it (RFC 7578).
struct FileForm: Sendable, Equatable {
  struct Part: Sendable, Equatable {
    let name: String
    /// What the file is called at the person's machine; `nil` for a field that holds none.
    let fileName: String?
    let content: [UInt8]
  }

  let parts: [Part]

  /// The largest such form taken, in bytes: the largest attachment, and room for what is around it.
  static let bytesMax = 4_194_304 + 16_384
  private static let partsMax = 16

  /// Reads a request's body.
  ///
  /// - Throws: ``PageRefusal/formTooLarge``; ``PageRefusal/formNotOurs`` for a body of another form.
  init(body request: Request) async throws {
    guard let type = request.headers[.contentType], let boundary = Self.boundary(in: type) else {
      throw PageRefusal.formNotOurs
    }
    let bytes = try await request.body(upTo: Self.bytesMax)
    try self.init(bytes: [UInt8](buffer: bytes), boundary: boundary)
  }

  /// Reads a body.
  init(bytes: [UInt8], boundary: String) throws(PageRefusal) {
    let delimiter = Array("\r\n--\(boundary)".utf8)
    // The first delimiter has no line before it.
    let body = Array("\r\n".utf8) + bytes
    var parts: [Part] = []
    guard var place = body.firstRange(of: delimiter)?.upperBound else { throw .formNotOurs }
    while !body[place...].starts(with: Array("--".utf8)) {
      guard parts.count < Self.partsMax, body[place...].starts(with: Array("\r\n".utf8)),
        let end = body[place...].firstRange(of: delimiter),
        let part = Part(body[(place + 2)..<max(place + 2, end.lowerBound)])
      else { throw .formNotOurs }
      parts.append(part)
      place = end.upperBound
    }
    self.parts = parts
  }

  /// The text of a field; empty if it is missing.
  func text(_ name: String) -> String {
    let part = parts.first { $0.name == name && $0.fileName == nil }
    return part.map { String(decoding: $0.content, as: UTF8.self) } ?? ""
  }

  /// A file that was chosen; `nil` if none was.
  func file(_ name: String) -> AttachmentFile? {
    guard let part = parts.first(where: { $0.name == name }), let fileName = part.fileName,
      !fileName.isEmpty
    else { return nil }
    return AttachmentFile(name: fileName, content: part.content)
  }

  private static func boundary(in type: String) -> String? {
    guard type.lowercased().hasPrefix("multipart/form-data"),
      let range = type.firstRange(of: "boundary=")
    else { return nil }
    let value = type[range.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" }
    return (1...70).contains(value.utf8.count) ? String(value) : nil
  }
}

extension FileForm.Part {
  /// Reads headers, an empty line and the content; `nil` without a name.
  fileprivate init?(_ bytes: ArraySlice<UInt8>) {
    guard let gap = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let headers = String(decoding: bytes[..<gap.lowerBound], as: UTF8.self)
    let disposition = headers.split(separator: "\r\n").first {
      $0.lowercased().hasPrefix("content-disposition:")
    }
    guard let disposition, let name = Self.parameter("name", in: disposition) else { return nil }
    self.init(
      name: name, fileName: Self.parameter("filename", in: disposition),
      content: Array(bytes[gap.upperBound...]))
  }

  /// Browsers write quotation marks and line ends of a name as `%22`, `%0D` and `%0A`.
  private static func parameter(_ name: String, in header: Substring) -> String? {
    guard let start = header.firstRange(of: "; \(name)=\"") else { return nil }
    let value = header[start.upperBound...].prefix { $0 != "\"" }
    return String(
      value.replacing("%22", with: "\"").replacing("%0D", with: "").replacing("%0A", with: ""))
  }
}

extension AttachmentFile {
  /// Has the browser save the file, and never show it, whatever it is.
  var response: Response {
    // Old readers of the header get letters and digits only.
    let plain = String(
      name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-._ ".contains($0)) ? $0 : "_" })
    let disposition =
      "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(FormFields.encode(name))"
    return Response(
      status: .ok,
      headers: [.contentType: "application/octet-stream", .contentDisposition: disposition],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: content)))
  }
}
