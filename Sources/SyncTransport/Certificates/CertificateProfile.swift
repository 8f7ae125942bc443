internal import SwiftASN1
internal import X509

/// The extensions of the authority's own certificate.
func authorityExtensions(_ key: Certificate.PublicKey) throws -> Certificate.Extensions {
  try Certificate.Extensions {
    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
    Critical(KeyUsage(keyCertSign: true))
    SubjectKeyIdentifier(hash: key)
  }
}

/// The extensions of a certificate for the hub or a node.
func leafExtensions(
  _ key: Certificate.PublicKey, issuer: Certificate, names: [GeneralName],
  usages: [ExtendedKeyUsage.Usage]
) throws -> Certificate.Extensions {
  let issuerIdentifier = SubjectKeyIdentifier(hash: issuer.publicKey)
  return try Certificate.Extensions {
    Critical(BasicConstraints.notCertificateAuthority)
    Critical(KeyUsage(digitalSignature: true))
    try ExtendedKeyUsage(usages)
    SubjectAlternativeNames(names)
    SubjectKeyIdentifier(hash: key)
    AuthorityKeyIdentifier(keyIdentifier: issuerIdentifier.keyIdentifier)
  }
}

/// A distinguished name of one common name.
func subject(_ commonName: String) throws -> DistinguishedName {
  // 64 is X.520's upper bound for a common name; some clients refuse a longer one.
  guard (1...64).contains(commonName.count),
    let name = try? DistinguishedName(builder: { CommonName(commonName) })
  else {
    throw TransportError.certificateParts("\"\(commonName)\" is not a name of 1 to 64 characters")
  }
  return name
}

/// A random positive serial number of 16 bytes.
func serialNumber(using generator: inout some RandomNumberGenerator) -> Certificate.SerialNumber {
  var bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
  bytes[0] = bytes[0] & 0x7F | 0x40
  return Certificate.SerialNumber(bytes: bytes)
}

/// Whether `name` is a DNS name that a certificate may bear: labels of letters, digits and hyphens.
func isHostName(_ name: String) -> Bool {
  let labels = name.split(separator: ".", omittingEmptySubsequences: false)
  return name.utf8.count <= 253
    && labels.allSatisfy { label in
      (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
        && label.utf8.allSatisfy {
          (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 45
        }
    }
}
