extension TransportError {
  static func keyFolderUnusable(_ path: String, _ reason: String) -> Self {
    Self(
      "key-folder-unusable", "The key folder \(path) cannot be used: \(reason).",
      remedy: "Check that the folder's parent exists and belongs to the account ISCAN runs under.")
  }

  static func keyFolderExposed(_ path: String, mode: String) -> Self {
    Self(
      "key-folder-exposed",
      "The key folder \(path) has mode \(mode): other accounts of this machine can enter it.",
      remedy: "Run chmod 700 \(path), then ask who had access; replace the keys if in doubt.")
  }

  static func keyFileExposed(_ path: String, mode: String) -> Self {
    Self(
      "key-file-exposed",
      "The private key \(path) has mode \(mode): other accounts of this machine can read it.",
      remedy: "Run chmod 600 \(path), then ask who had access; replace the key if in doubt.")
  }

  static func keyFileMissing(_ path: String) -> Self {
    Self(
      "key-file-missing", "There is no private key at \(path).",
      remedy: "Restore the key from its backup, or enrol this machine again.")
  }

  static func keyFileExists(_ path: String) -> Self {
    Self(
      "key-file-exists", "There is a private key at \(path) already; it was left alone.",
      remedy: "Move the old key away first if it really is to be replaced.")
  }

  static func keyFileUnreadable(_ path: String, _ reason: String) -> Self {
    Self(
      "key-file-unreadable", "The private key \(path) cannot be used: \(reason).",
      remedy: "Restore the key from its backup, or enrol this machine again.")
  }

  static func keyNameInvalid(_ name: String) -> Self {
    Self(
      "key-name-invalid", "\"\(name)\" cannot name a key.",
      remedy: "Use 1 to 64 small letters, digits and hyphens.")
  }
}
