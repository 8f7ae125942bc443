extension TransportError {
  static func notABundle() -> Self {
    Self(
      "bundle-other-file", "The file is no bundle of ISCAN.",
      remedy: "Look for the file that iscan sync export wrote.")
  }

  static func bundleVersion(_ version: UInt8) -> Self {
    Self(
      "bundle-version-unknown",
      "The bundle is of version \(version); this software reads version 1.",
      remedy: "Update ISCAN on this machine, or ask for a bundle made by the same version.")
  }

  static func bundleCutShort() -> Self {
    Self(
      "bundle-cut-short", "The bundle ends before its end: it was not copied whole.",
      remedy: "Copy it again from where it was made, and take the stick out only when it is done.")
  }

  static func bundleDamaged(_ place: String) -> Self {
    Self(
      "bundle-damaged", "The bundle was changed or damaged on its way, or cut short: \(place).",
      remedy: "Copy it again from where it was made; if that does not help, have it made again.")
  }

  static func bundleForOthers() -> Self {
    Self(
      "bundle-for-others", "The bundle is not sealed to this machine's key.",
      remedy: "Ask its maker to name this machine with iscan sync export --to.")
  }

  /// Of a bundle that the machine made itself.
  static func bundleOfThisMachine(for recipients: [String]) -> Self {
    let names = recipients.joined(separator: ", ")
    return Self(
      "bundle-for-others", "This machine made the bundle itself; it is sealed to \(names) only.",
      remedy: "Carry it to \(names), and take it in there: iscan sync import.")
  }

  static func bundleForged(_ reason: String) -> Self {
    Self(
      "bundle-forged", "The bundle is not signed by the node that it names: \(reason).",
      remedy: "Do not use it. Telephone whoever gave it to you, then the hub's operator.")
  }

  static func bundleUnreadable(_ reason: String) -> Self {
    Self(
      "bundle-unreadable", "The bundle is whole, but cannot be understood: \(reason).",
      remedy: "Ask its maker which version of ISCAN made it; have it made anew by a current one.")
  }

  static func bundleTooLarge(_ what: String) -> Self {
    Self(
      "bundle-too-large", "The bundle cannot be made: \(what).",
      remedy: "Name fewer recipients, or export one scope at a time with --scope.")
  }

  static func bundleFile(_ path: String, _ reason: String) -> Self {
    Self(
      "bundle-file-unusable", "The file \(path) cannot be read or written: \(reason).",
      remedy: "Check that the stick is in place, has room and may be written to.")
  }
}
