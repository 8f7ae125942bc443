import Crypto
import Foundation
import HubService
import NodeService
import PartnershipRecords
import SignedLogs
import SyncTransport

/// What a simulated node needs to reconnect: its keys and its certificate.
struct CrowdNode: Codable {
  let identityKey: Data
  let transportKeyPEM: String
  let certificatePEM: String
}

/// Many nodes that one process plays, and the hub that they call.
struct Crowd: Codable {
  let authorityPEM: String
  let hubIdentityKey: Data
  var nodes: [CrowdNode]

  /// Enrols nodes at a hub by the product's own exchange of files, held in memory.
  init(joining region: MeasuredRegion, count: Int) throws {
    var nodes: [CrowdNode] = []
    var authority = ""
    var hubKey = Data()
    for number in 0..<count {
      let enrolled = try Self.enrol(number, at: region)
      nodes.append(enrolled.node)
      (authority, hubKey) = (enrolled.authority, enrolled.hubKey)
    }
    self.nodes = nodes
    authorityPEM = authority
    hubIdentityKey = hubKey
  }

  private static func enrol(_ number: Int, at region: MeasuredRegion) throws -> (
    node: CrowdNode, authority: String, hubKey: Data
  ) {
    let invitation = try Invitation(
      fileContent: try region.hub.invite(try MeasuredRegion.partnership(number)))
    let identity = Curve25519.Signing.PrivateKey()
    let transport = TransportKey()
    let request = try EnrolmentRequest(
      answering: invitation, transportKey: transport, identityKey: identity, now: Date())
    let reply = try EnrolmentReply(
      fileContent: try region.hub.accept(
        request: try request.fileContent(), fingerprint: try request.fingerprint()))
    let node = NodeID(identityKey: try PublicKey(identity.publicKey.rawRepresentation))
    let enrolled = try reply.verified(
      against: invitation, transportKey: transport, nodeIDHex: node.hex, now: Date())
    return (
      CrowdNode(
        identityKey: identity.rawRepresentation, transportKeyPEM: transport.pem,
        certificatePEM: enrolled.identity.certificate.pem),
      enrolled.authority.pem, Data(enrolled.hubIdentityKey)
    )
  }
}

extension CrowdNode {
  func transportIdentity() throws -> TransportIdentity {
    try TransportIdentity(
      key: try TransportKey(pem: transportKeyPEM),
      certificate: try TransportCertificate(pem: certificatePEM))
  }

  func identity() throws -> IdentityKey { try IdentityKey(rawRepresentation: identityKey) }
}
