internal import Foundation
internal import SwiftASN1
internal import X509

/// What a certificate may be used for.
enum CertificateUse {
  case server
  case client
}

/// Whether the authority issued this certificate for this use; validity in time is another question.
///
/// The region's profile has exactly two levels, so the check is complete without building chains:
/// the leaf names the authority, bears its signature, is no authority itself, may be used this way,
/// and has no critical extension that is not understood here.
func isIssued(_ leaf: Certificate, by authority: Certificate, for use: CertificateUse) -> Bool {
  guard leaf.version == .v3, leaf.issuer == authority.subject,
    leaf.signatureAlgorithm == .ecdsaWithSHA256,
    authority.publicKey.isValidSignature(leaf.signature, for: leaf)
  else { return false }
  let understood: Set<ASN1ObjectIdentifier> = [
    .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage,
    .X509ExtensionID.extendedKeyUsage, .X509ExtensionID.subjectAlternativeName,
  ]
  guard leaf.extensions.allSatisfy({ !$0.critical || understood.contains($0.oid) }),
    let constraints = try? leaf.extensions.basicConstraints,
    constraints == .notCertificateAuthority,
    let keyUsage = try? leaf.extensions.keyUsage, keyUsage.digitalSignature,
    let usages = try? leaf.extensions.extendedKeyUsage
  else { return false }
  return usages.contains(use == .server ? .serverAuth : .clientAuth)
}

/// Whether the certificate and its authority are both valid at a moment.
func isValid(_ leaf: Certificate, under authority: Certificate, at now: Date) -> Bool {
  [leaf, authority].allSatisfy { $0.notValidBefore <= now && now <= $0.notValidAfter }
}
