internal import Foundation
internal import NIOCore
internal import NIOSSL
internal import SwiftASN1
internal import X509

/// Verifies what answers at the hub's address, and writes what is wrong into the diary.
func verifyHub(
  _ shown: [NIOSSLCertificate], authority: TransportCertificate, serverName: String, now: Date,
  diary: ConnectionDiary
) -> Bool {
  guard let leaf = shown.first, let encoded = try? leaf.toDERBytes(),
    let certificate = try? Certificate(derEncoded: encoded),
    isIssued(certificate, by: authority.certificate, for: .server)
  else {
    diary.note(cause: .hubOfOtherAuthority(diary.address))
    return false
  }
  let hub = TransportCertificate(certificate)
  guard isValid(certificate, under: authority.certificate, at: now) else {
    let end = hub.validUntil.formatted(.iso8601)
    diary.note(cause: .hubCertificateExpired(diary.address, end, now: now))
    return false
  }
  guard bears(certificate, name: serverName) else {
    diary.note(cause: .hubNameOther(diary.address, serverName))
    return false
  }
  diary.note(hub: hub)
  return true
}

/// Whether the certificate bears exactly this DNS name or IPv4 address; no wildcards.
private func bears(_ certificate: Certificate, name: String) -> Bool {
  guard let names = try? certificate.extensions.subjectAlternativeNames else { return false }
  let address = ipv4Address(name)
  return names.contains {
    switch $0 {
    case .dnsName(let found): address == nil && found.lowercased() == name.lowercased()
    case .ipAddress(let found): address == Array(found.bytes)
    default: false
    }
  }
}

/// The four bytes of an IPv4 address in text, or `nil` for any other text.
func ipv4Address(_ text: String) -> [UInt8]? {
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  let bytes = parts.compactMap { UInt8($0) }
  return parts.count == 4 && bytes.count == 4 ? bytes : nil
}
