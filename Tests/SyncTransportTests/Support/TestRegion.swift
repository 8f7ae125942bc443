import Crypto
import Foundation
import PartnershipRecords
import Testing

@testable import SyncTransport

/// A region with an authority, a hub and as many nodes as a test asks for.
struct TestRegion {
  let authority: RegionalAuthority
  let hub: TransportIdentity

  static let hubName = "hub.example.org"

  init(name: String = "Test Region", now: Date = Date()) throws {
    var generator = SystemRandomNumberGenerator()
    authority = try RegionalAuthority(
      region: name, key: TransportKey(), now: now, using: &generator)
    let key = TransportKey()
    hub = try TransportIdentity(
      key: key,
      certificate: authority.issueHubCertificate(
        hubKey: key, hubName: Self.hubName, now: now, using: &generator))
  }

  func node(
    _ name: String = "Hartlepool", key: TransportKey = TransportKey(), now: Date = Date()
  ) throws -> TransportIdentity {
    var generator = SystemRandomNumberGenerator()
    let request = try CertificateRequest(key: key, partnershipName: name)
    let certificate = try authority.issueNodeCertificate(
      for: CertificateRequest(pem: request.pem), partnershipName: name,
      nodeIDHex: nodeID(of: name), now: now, using: &generator)
    return try TransportIdentity(key: key, certificate: certificate)
  }

  func nodeID(of name: String) -> String {
    SHA256.hash(data: Data(name.utf8)).hexadecimal
  }

  func invitation(expires: Date = Date() + 86_400) throws -> Invitation {
    var generator = SystemRandomNumberGenerator()
    let district = try #require(AreaCode("E06000001"))
    let partnership = try #require(
      Partnership(name: "Hartlepool", reference: "HPL", districts: [district]))
    return Invitation(
      region: "Test Region", hubAddress: "127.0.0.1", hubPort: 7443, hubName: Self.hubName,
      authority: authority.certificate, partnership: partnership, expires: expires,
      using: &generator)
  }
}
