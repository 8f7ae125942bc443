import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

@testable import SyncTransport

@Suite("The region's certificate authority")
struct CertificateTests {
  @Test("The authority, the hub and a node have the certificates that the profile says")
  func profile() throws {
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    let region = try TestRegion(now: now)
    let node = try region.node(now: now).certificate
    let authority = region.authority.certificate
    #expect(authority.name == "ISCAN authority of Test Region")
    #expect(authority.validUntil == now + 3_652 * 86_400)
    #expect(
      try authority.certificate.extensions.basicConstraints
        == .isCertificateAuthority(maxPathLength: 0))
    #expect(node.name == "Hartlepool")
    #expect(node.nodeIDHex == region.nodeID(of: "Hartlepool"))
    #expect(node.validFrom == now - 300 && node.validUntil == now + 825 * 86_400)
    #expect(isIssued(node.certificate, by: authority.certificate, for: .client))
    #expect(!isIssued(node.certificate, by: authority.certificate, for: .server))
    #expect(isIssued(region.hub.certificate.certificate, by: authority.certificate, for: .server))
    #expect(region.hub.certificate.nodeIDHex == nil)
  }

  @Test("No certificate outlives its authority")
  func lifetime() throws {
    let region = try TestRegion()
    let late = region.authority.certificate.validUntil - 86_400
    let node = try region.node(now: late)
    #expect(node.certificate.validUntil == region.authority.certificate.validUntil)
  }

  @Test("The key's hash is SHA-256 of its SubjectPublicKeyInfo, in key, request and certificate")
  func hashes() throws {
    let region = try TestRegion()
    let key = try P256.Signing.PrivateKey(pemRepresentation: region.hub.key.pem)
    let expected = Array(SHA256.hash(data: key.publicKey.derRepresentation))
    #expect(region.hub.key.transportKeyHash == expected)
    #expect(region.hub.certificate.transportKeyHash == expected)
    let request = try CertificateRequest(key: region.hub.key, partnershipName: "x")
    #expect(request.transportKeyHash == expected)
  }

  @Test("A request for a key that its sender does not hold is refused")
  func stolenKey() throws {
    let victim = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let thief = try CertificateRequest(key: TransportKey(), partnershipName: "Thief").request
    let forged = try CertificateSigningRequest(
      version: .v1, subject: thief.subject, publicKey: victim.publicKey, attributes: .init(),
      signatureAlgorithm: .ecdsaWithSHA256, signature: thief.signature)
    let pem = try forged.serializeAsPEM().pemString
    let error = #expect(throws: TransportError.self) { try CertificateRequest(pem: pem) }
    #expect(error == .requestWithoutProof())
    #expect(error?.remedy.hasPrefix("Do not accept it.") == true)
  }

  @Test("A request with another kind of key, or that is no request, is refused")
  func otherRequests() throws {
    let request = try CertificateSigningRequest(
      version: .v1, subject: DistinguishedName { CommonName("x") },
      privateKey: Certificate.PrivateKey(Curve25519.Signing.PrivateKey()), attributes: .init())
    let pem = try request.serializeAsPEM().pemString
    #expect(throws: TransportError.requestKeyKind()) { try CertificateRequest(pem: pem) }
    #expect(throws: TransportError.requestUnreadable()) { try CertificateRequest(pem: "hello") }
  }

  @Test("A certificate is bound to its key, and an authority to its own")
  func bindings() throws {
    let region = try TestRegion()
    let mismatch = #expect(throws: TransportError.self) {
      try TransportIdentity(key: TransportKey(), certificate: region.hub.certificate)
    }
    #expect(mismatch?.code == "certificate-key-mismatch")
    #expect(throws: TransportError.authorityKeyMismatch()) {
      try RegionalAuthority(key: TransportKey(), certificate: region.authority.certificate)
    }
    _ = try RegionalAuthority(key: region.authority.key, certificate: region.authority.certificate)
  }

  @Test(
    "A hub's name that is not a DNS name is refused",
    arguments: ["", "a b", "-hub", "*.example.org", "hub..org"])
  func hubNames(name: String) throws {
    let region = try TestRegion()
    var generator = SystemRandomNumberGenerator()
    let error = #expect(throws: TransportError.self) {
      try region.authority.issueHubCertificate(
        hubKey: TransportKey(), hubName: name, now: Date(), using: &generator)
    }
    #expect(error?.code == "certificate-not-made")
  }

  @Test("openssl and this module read each other's requests", .enabled(if: OpenSSL.isInstalled))
  func opensslRequests() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/request.pem"
    let ours = try CertificateRequest(key: TransportKey(), partnershipName: "Hartlepool")
    try ours.pem.write(toFile: file, atomically: true, encoding: .utf8)
    let read = try OpenSSL.run(["req", "-verify", "-noout", "-subject", "-in", file])
    #expect(read.status == 0 && read.text.contains("CN = Hartlepool"), "\(read.text)")

    let made = try OpenSSL.run([
      "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
      "-keyout", folder.path + "/other.key", "-out", file, "-subj", "/CN=Hartlepool",
    ])
    #expect(made.status == 0, "\(made.text)")
    let theirs = try CertificateRequest(pem: String(contentsOfFile: file, encoding: .utf8))
    let key = try TransportKey(
      pem: String(contentsOfFile: folder.path + "/other.key", encoding: .utf8))
    #expect(theirs.transportKeyHash == key.transportKeyHash)
  }

  @Test("openssl verifies the certificates and reads the names", .enabled(if: OpenSSL.isInstalled))
  func openssl() throws {
    let folder = try TemporaryFolder()
    let region = try TestRegion()
    let node = try region.node()
    let files = [
      "authority": region.authority.certificate, "hub": region.hub.certificate,
      "node": node.certificate,
    ]
    for (name, certificate) in files {
      try certificate.pem.write(
        toFile: "\(folder.path)/\(name).pem", atomically: true, encoding: .utf8)
    }
    let authority = "\(folder.path)/authority.pem"
    for (purpose, name) in [("sslserver", "hub"), ("sslclient", "node"), ("sslclient", "hub")] {
      let answer = try OpenSSL.run([
        "verify", "-x509_strict", "-CAfile", authority, "-purpose", purpose,
        "\(folder.path)/\(name).pem",
      ])
      #expect(answer.status == 0, "\(name) as \(purpose): \(answer.text)")
    }
    let wrong = try OpenSSL.run([
      "verify", "-CAfile", authority, "-purpose", "sslserver", "\(folder.path)/node.pem",
    ])
    #expect(wrong.status != 0)
    let text = try OpenSSL.run(["x509", "-noout", "-text", "-in", "\(folder.path)/node.pem"]).text
    #expect(text.contains("URI:urn:iscan:node:" + region.nodeID(of: "Hartlepool")))
    let hub = try OpenSSL.run(["x509", "-noout", "-text", "-in", "\(folder.path)/hub.pem"]).text
    #expect(hub.contains("DNS:hub.example.org, IP Address:127.0.0.1"))
  }
}
