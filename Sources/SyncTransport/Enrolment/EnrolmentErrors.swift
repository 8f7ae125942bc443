extension TransportError {
  static func enrolmentFileUnreadable(_ kind: String, _ reason: String) -> Self {
    Self(
      "enrolment-file-unreadable", "The file is not \(kind) of ISCAN: \(reason).",
      remedy: "Ask for the file again and do not open or edit it on the way.")
  }

  static func enrolmentFileVersion(_ kind: String, _ version: Int) -> Self {
    Self(
      "enrolment-file-version",
      "The file is \(kind) of version \(version); this software knows version 1.",
      remedy: "Update ISCAN on this machine, or ask for a file made by the same version.")
  }

  static func invitationExpired(_ day: String) -> Self {
    Self(
      "invitation-expired", "The invitation was good until \(day).",
      remedy: "Ask the hub's operator for a new invitation.")
  }

  static func invitationOther(_ found: String, _ expected: String) -> Self {
    Self(
      "invitation-other",
      "The file answers invitation \(found), not invitation \(expected).",
      remedy: "Look for the file that belongs to this invitation.")
  }

  static func invitationProofInvalid() -> Self {
    Self(
      "invitation-code-invalid",
      "The request does not show that its sender holds the invitation's code.",
      remedy: "Do not accept it. Telephone the node's operator and send a new invitation.")
  }

  static func identityProofInvalid() -> Self {
    Self(
      "identity-proof-invalid",
      "The request is not signed with the node identity key that it names.",
      remedy: "Do not accept it. Telephone the node's operator and begin with a new invitation.")
  }

  static func replyAuthorityOther() -> Self {
    Self(
      "reply-authority-other",
      "The reply names another certificate authority than the invitation did.",
      remedy: "Do not use it. Telephone the hub's operator and compare the fingerprints.")
  }

  static func replySignatureInvalid() -> Self {
    Self(
      "reply-signature-invalid", "The reply is not signed by the region's authority.",
      remedy: "Do not use it. Telephone the hub's operator and ask for the reply again.")
  }

  static func replyCertificateInvalid(_ reason: String) -> Self {
    Self(
      "reply-certificate-invalid", "The certificate in the reply cannot be used: \(reason).",
      remedy: "Check this machine's clock, then ask the hub's operator for the reply again.")
  }

  static func introductionInvalid() -> Self {
    Self(
      "introduction-signature-invalid", "The introduction is not signed by the hub that it names.",
      remedy: "Do not use it. Ask that hub's operator for a new one.")
  }
}
