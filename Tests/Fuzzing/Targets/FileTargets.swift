import Foundation
import SyncProtocol
import SyncTransport

/// Certificate requests, as the hub's operator gets them in a file.
enum CertificateRequestTarget {
  /// Input: a byte; even: the rest is the text of a PEM file, odd: the DER in it.
  ///
  /// - Precondition: A request that is taken is read again from its own text, and is the same.
  static func read(_ input: [UInt8]) -> Int {
    guard let first = input.first else { return 0 }
    let rest = Array(input.dropFirst())
    let text = first & 1 == 0 ? String(decoding: rest, as: UTF8.self) : pem(rest)
    guard let request = try? CertificateRequest(pem: text) else { return 0 }
    precondition((try? CertificateRequest(pem: request.pem)) == request)
    return request.pem.utf8.count
  }

  static func pem(_ der: [UInt8]) -> String {
    let lines = Data(der).base64EncodedString(options: [
      .lineLength64Characters, .endLineWithLineFeed,
    ])
    return """
      -----BEGIN CERTIFICATE REQUEST-----
      \(lines)
      -----END CERTIFICATE REQUEST-----

      """
  }
}

/// The files of enrolment, as an operator gets them by post.
enum EnrolmentRequestTarget {
  /// Input: the file.
  ///
  /// - Precondition: What is taken is written and read again as the same.
  static func read(_ input: [UInt8]) -> Int {
    let content = Data(input)
    var count = 0
    if let request = try? EnrolmentRequest(fileContent: content) {
      precondition(again(request) == request)
      count += (try? request.fingerprint().utf8.count) ?? 0
    }
    if let invitation = try? Invitation(fileContent: content) {
      try? invitation.verify(now: Date(timeIntervalSince1970: 1_700_000_000))
      count += invitation.name.utf8.count
    }
    if (try? EnrolmentReply(fileContent: content)) != nil { count += 1 }
    return count
  }

  private static func again(_ request: EnrolmentRequest) -> EnrolmentRequest? {
    try? EnrolmentRequest(fileContent: request.fileContent())
  }
}

/// Rows of folded state: from a database that somebody edited, or from a snapshot.
enum StateRowTarget {
  /// Input: the length of the key, the key, the value.
  ///
  /// - Precondition: A row that is taken has one way to be written: the one that was read.
  static func read(_ input: [UInt8]) -> Int {
    guard let length = input.first.map(Int.init), input.count > length else { return 0 }
    let keyBytes = Array(input.dropFirst().prefix(length))
    let valueBytes = Array(input.dropFirst(1 + length))
    guard let key = try? StateKey(bytes: keyBytes),
      let value = try? StateValue(bytes: valueBytes, at: key)
    else { return 0 }
    precondition(key.bytes == keyBytes, "a key was read that nobody writes")
    precondition(value.bytes == valueBytes, "a row was read that nobody writes")
    return input.count
  }
}
