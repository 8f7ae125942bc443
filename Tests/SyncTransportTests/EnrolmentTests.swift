import Crypto
import Foundation
import Testing

@testable import SyncTransport

@Suite("Joining a region by three files")
struct EnrolmentTests {
  let region: TestRegion
  let invitation: Invitation
  let transportKey = TransportKey()
  let identityKey = Curve25519.Signing.PrivateKey()

  init() throws {
    region = try TestRegion()
    invitation = try region.invitation()
  }

  private func request() throws -> EnrolmentRequest {
    try EnrolmentRequest(
      answering: invitation, transportKey: transportKey, identityKey: identityKey, now: Date())
  }

  private func reply(scopes: [String] = ["bb", "aa"]) throws -> EnrolmentReply {
    let node = try region.node(key: transportKey)
    return try EnrolmentReply(
      to: invitation, certificate: node.certificate, authority: region.authority,
      hubIdentityKey: [UInt8](repeating: 9, count: 32), scopes: scopes)
  }

  private func altered<File: EnrolmentFile>(
    _ file: File, _ field: String, _ value: Any
  ) throws -> File {
    let object = try JSONSerialization.jsonObject(with: file.fileContent())
    var fields = try #require(object as? [String: Any])
    fields[field] = value
    return try File(fileContent: JSONSerialization.data(withJSONObject: fields))
  }

  @Test("A node that follows the three steps gets a certificate for its own key")
  func wholeExchange() throws {
    let arrived = try Invitation(fileContent: invitation.fileContent())
    #expect(arrived == invitation)
    let request = try EnrolmentRequest(
      answering: arrived, transportKey: transportKey, identityKey: identityKey, now: Date())
    let received = try EnrolmentRequest(fileContent: request.fileContent())
    let verified = try received.verified(against: invitation, now: Date())
    #expect(verified.identityKey == Array(identityKey.publicKey.rawRepresentation))
    #expect(verified.request.transportKeyHash == transportKey.transportKeyHash)
    #expect(try verified.fingerprint == request.fingerprint())

    let reply = try EnrolmentReply(fileContent: reply().fileContent())
    let enrolled = try reply.verified(
      against: arrived, transportKey: transportKey, nodeIDHex: region.nodeID(of: "Hartlepool"),
      now: Date())
    #expect(enrolled.identity.transportKeyHash == transportKey.transportKeyHash)
    #expect(enrolled.authority == region.authority.certificate)
    #expect(enrolled.scopes == ["aa", "bb"])
  }

  @Test("The fingerprint differs if either of the node's keys was exchanged")
  func fingerprintCoversBothKeys() throws {
    let first = try request().fingerprint()
    let otherIdentity = try EnrolmentRequest(
      answering: invitation, transportKey: transportKey,
      identityKey: Curve25519.Signing.PrivateKey(), now: Date()
    ).fingerprint()
    let otherTransport = try EnrolmentRequest(
      answering: invitation, transportKey: TransportKey(), identityKey: identityKey, now: Date()
    ).fingerprint()
    #expect(Set([first, otherIdentity, otherTransport]).count == 3)
    #expect(first.split(separator: " ").count == 8)
  }

  @Test("A request made without the invitation's code is refused")
  func withoutCode() throws {
    let guessed = try altered(invitation, "code", String(repeating: "0", count: 32))
    let forged = try EnrolmentRequest(
      answering: guessed, transportKey: transportKey, identityKey: identityKey, now: Date())
    #expect(throws: TransportError.invitationOther(guessed.name, invitation.name)) {
      try forged.verified(against: invitation, now: Date())
    }
    let renamed = try altered(forged, "invitation", invitation.name)
    #expect(throws: TransportError.invitationProofInvalid()) {
      try renamed.verified(against: invitation, now: Date())
    }
  }

  @Test("A request whose identity key is not its sender's is refused")
  func stolenIdentity() throws {
    let genuine = try request()
    let other = try EnrolmentRequest(
      answering: invitation, transportKey: transportKey,
      identityKey: Curve25519.Signing.PrivateKey(), now: Date())
    let forged = try altered(genuine, "identitySignature", other.identitySignature)
    #expect(throws: TransportError.identityProofInvalid()) {
      try forged.verified(against: invitation, now: Date())
    }
    let exchanged = try altered(genuine, "identityKey", other.identityKey)
    #expect(throws: TransportError.invitationProofInvalid()) {
      try exchanged.verified(against: invitation, now: Date())
    }
  }

  @Test(
    "An altered request is refused, each alteration with its reason",
    arguments: [
      ("csrPEM", "request-unreadable"), ("identityKey", "identity-proof-invalid"),
      ("identitySignature", "identity-proof-invalid"), ("codeProof", "invitation-code-invalid"),
      ("invitation", "invitation-other"),
    ])
  func alteredRequest(field: String, code: String) throws {
    let forged = try altered(request(), field, "AAAA")
    let error = #expect(throws: TransportError.self) {
      try forged.verified(against: invitation, now: Date())
    }
    #expect(error?.code == code)
  }

  @Test("A request into which another's certificate request was put is refused")
  func exchangedCertificateRequest() throws {
    let other = try CertificateRequest(key: TransportKey(), partnershipName: "Hartlepool")
    let forged = try altered(request(), "csrPEM", other.pem)
    #expect(throws: TransportError.invitationProofInvalid()) {
      try forged.verified(against: invitation, now: Date())
    }
  }

  @Test("An invitation that has run out is refused on both sides")
  func expired() throws {
    let genuine = try request()
    let later = invitation.expires + 1
    let error = #expect(throws: TransportError.self) {
      try genuine.verified(against: invitation, now: later)
    }
    #expect(error?.code == "invitation-expired")
    #expect(error?.remedy == "Ask the hub's operator for a new invitation.")
    #expect(throws: TransportError.self) {
      try EnrolmentRequest(
        answering: invitation, transportKey: transportKey, identityKey: identityKey, now: later)
    }
  }

  @Test(
    "An altered reply is refused, each alteration with its reason",
    arguments: [
      ("scopes", "reply-signature-invalid"), ("hubIdentityKey", "reply-signature-invalid"),
      ("certificatePEM", "reply-signature-invalid"),
      ("authorityCertificatePEM", "reply-authority-other"), ("invitation", "invitation-other"),
    ])
  func alteredReply(field: String, code: String) throws {
    let value: Any = field == "scopes" ? ["cc"] : "AAAA"
    let reply = try altered(reply(), field, value)
    let error = #expect(throws: TransportError.self) {
      try reply.verified(
        against: invitation, transportKey: transportKey,
        nodeIDHex: region.nodeID(of: "Hartlepool"), now: Date())
    }
    #expect(error?.code == code)
  }

  @Test("A reply for another key or another node, or whose certificate has run out, is refused")
  func otherReplies() throws {
    let reply = try reply()
    let own = region.nodeID(of: "Hartlepool")
    let cases: [(TransportKey, String, Date, String)] = [
      (TransportKey(), own, Date(), "certificate-key-mismatch"),
      (transportKey, region.nodeID(of: "York"), Date(), "reply-certificate-invalid"),
      (transportKey, own, Date() + 900 * 86_400, "reply-certificate-invalid"),
    ]
    for (key, nodeID, now, code) in cases {
      let error = #expect(throws: TransportError.self) {
        try reply.verified(
          against: invitation, transportKey: key, nodeIDHex: nodeID, now: now)
      }
      #expect(error?.code == code)
    }
  }

  @Test("A file of another version or that is no such file is refused")
  func otherFiles() throws {
    #expect(throws: TransportError.enrolmentFileVersion("an invitation", 2)) {
      try altered(invitation, "version", 2)
    }
    let noise = #expect(throws: TransportError.self) {
      try EnrolmentReply(fileContent: Data("hello".utf8))
    }
    #expect(noise?.code == "enrolment-file-unreadable")
    #expect(throws: TransportError.self) {
      try altered(invitation, "hubPort", 0).verify(now: Date())
    }
  }

  @Test("Two invitations never have the same code, and the name does not show it")
  func codes() throws {
    let second = try region.invitation()
    #expect(second.code != invitation.code)
    #expect(bytes(hexadecimal: invitation.code)?.count == 16)
    #expect(!invitation.code.contains(invitation.name))
  }
}
