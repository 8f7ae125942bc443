import Crypto
import Foundation
import Testing

@testable import SyncTransport

/// The example in `Protocol/Transport.md`, whose values were computed with another program.
@Suite("The protocol text's example of enrolment")
struct EnrolmentExampleTests {
  /// RFC 8032, section 7.1, test 1.
  let identityKey = bytes(
    hexadecimal: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
  let code = "000102030405060708090a0b0c0d0e0f"

  private func invitation() throws -> Invitation {
    let made = try TestRegion().invitation()
    let object = try JSONSerialization.jsonObject(with: made.fileContent())
    var fields = try #require(object as? [String: Any])
    fields["code"] = code
    return try Invitation(fileContent: JSONSerialization.data(withJSONObject: fields))
  }

  /// The key whose private part is 1 and whose public part is the curve's generator.
  private func generatorKey() throws -> TransportKey {
    let one = [UInt8](repeating: 0, count: 31) + [1]
    return try TransportKey(pem: P256.Signing.PrivateKey(rawRepresentation: one).pemRepresentation)
  }

  @Test("Name, TLS key hash and fingerprint are those of the example")
  func values() throws {
    let text = try protocolText("Transport.md")
    let invitation = try invitation()
    let key = try generatorKey()
    let request = try EnrolmentRequest(
      answering: invitation, transportKey: key,
      identityKey: .init(rawRepresentation: #require(identityKey)), now: Date())
    #expect(invitation.name == "1c07b3c25936eb86")
    #expect(
      key.transportKeyHash.hexadecimal
        == "5cd252fb0ce8932436faf8ccd1040981b89ee4ad6b9fe9e2a2b7e71aacb27cd3")
    #expect(try request.fingerprint() == "03D8 53B8 7AFF E2A1 B2DE 1607 5389 18EF")
    for value in [code, invitation.name, try request.fingerprint()] {
      #expect(text.contains("`\(value)`"))
    }
  }
}
