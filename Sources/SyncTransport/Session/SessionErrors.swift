internal import Foundation
internal import SyncProtocol

extension TransportError {
  static func hubUnreachable(_ address: String, _ reason: String) -> Self {
    Self(
      "hub-unreachable", "The hub at \(address) cannot be reached: \(reason).",
      remedy: "Check this machine's network and the hub's address; work goes on without the hub.")
  }

  static func hubOfOtherAuthority(_ address: String) -> Self {
    Self(
      "hub-not-of-region",
      "What answers at \(address) has no certificate of this region's authority for a hub.",
      remedy: "Do not go on. Check the address, then telephone the hub's operator.")
  }

  /// TLS counts seconds from 1970.
  static func clockBefore1970(_ now: Date) -> Self {
    Self(
      "clock-before-1970", "This machine's clock says \(now.formatted(.iso8601)).",
      remedy: "Set the clock, then try again; nothing is lost.")
  }

  static func hubCertificateExpired(_ address: String, _ day: String, now: Date) -> Self {
    Self(
      "hub-certificate-expired",
      "The hub's certificate at \(address) is not valid now: it ends at \(day), and this"
        + " machine's clock says \(now.formatted(.iso8601)).",
      remedy: "Check this machine's clock, then tell the hub's operator.")
  }

  static func hubNameOther(_ address: String, _ expected: String) -> Self {
    Self(
      "hub-name-other", "The hub at \(address) does not bear the name \(expected).",
      remedy: "Compare the hub's name with the one in the invitation.")
  }

  /// The hub's refusal, under the hub's own code.
  static func refused(_ code: String, _ words: String, remedy: String? = nil) -> Self {
    let usual =
      RefusalReason(rawValue: code)?.remedy ?? "Ask the hub's operator what the hub's log says."
    return Self(code, words, remedy: remedy ?? usual)
  }

  static func connectionCut(_ reason: String = "it ended in the middle") -> Self {
    Self(
      "connection-cut", "The connection to the other side broke: \(reason).",
      remedy: "Nothing is lost; the next synchronisation goes on from here.")
  }

  static func timedOut(_ address: String, seconds: Int) -> Self {
    Self(
      "hub-timeout", "The hub at \(address) gave no answer within \(seconds) seconds.",
      remedy: "Try again later; if it goes on, ask the hub's operator whether the hub runs.")
  }

  static func messageTooLarge(_ count: Int) -> Self {
    Self(
      "message-too-large",
      "A message of \(count) bytes is more than the \(SessionMethod.largestMessage) allowed.",
      remedy: "This is a fault in ISCAN; report it with the log.")
  }

  static func cannotListen(_ address: String, _ reason: String) -> Self {
    Self(
      "cannot-listen", "The hub cannot listen at \(address): \(reason).",
      remedy: "Choose another port, or stop the program that uses this one.")
  }

  static func serverStopped() -> Self {
    Self(
      "server-stopped", "The hub does not listen any more.",
      remedy: "Start it again.")
  }

  static func identityUnusable(_ reason: String) -> Self {
    Self(
      "identity-unusable", "The TLS key or certificate cannot be used: \(reason).",
      remedy: "Restore the key folder from its backup, or enrol this machine again.")
  }
}
