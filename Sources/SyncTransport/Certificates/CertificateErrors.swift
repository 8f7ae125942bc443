extension TransportError {
  static func certificateUnreadable() -> Self {
    Self(
      "certificate-unreadable", "The text is not an X.509 certificate in PEM form.",
      remedy: "Ask for the file again; it was cut short or altered on its way.")
  }

  static func requestUnreadable() -> Self {
    Self(
      "request-unreadable", "The text is not a certificate request (PKCS #10) in PEM form.",
      remedy: "Ask the node's operator for the request file again.")
  }

  static func requestWithoutProof() -> Self {
    Self(
      "request-proof-invalid",
      "The certificate request is not signed with the key that it asks a certificate for.",
      remedy: "Do not accept it. Telephone the node's operator and begin with a new invitation.")
  }

  static func requestKeyKind() -> Self {
    Self(
      "request-key-kind", "The certificate request has a key that is not of the curve P-256.",
      remedy: "Make the request with ISCAN on the node.")
  }

  static func certificateParts(_ reason: String) -> Self {
    Self(
      "certificate-not-made", "The certificate could not be made: \(reason).",
      remedy: "Correct the name or identifier and try again.")
  }

  static func authorityKeyMismatch() -> Self {
    Self(
      "authority-key-mismatch", "The authority's key does not belong to its certificate.",
      remedy: "Restore the hub's key folder and its certificate from the same backup.")
  }
}
