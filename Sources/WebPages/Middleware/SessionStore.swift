internal import Foundation

/// A session as a request sees it.
struct OpenSession: Sendable {
  /// 256 random bits; also the value of the cookie.
  let identifier: String
  /// 256 random bits that every form of the session sends back.
  let formToken: String
}

/// Who is signed in, in memory only: a restart of the program signs everybody out.
actor SessionStore {
  private struct Entry {
    let person: SignedInPerson
    let formToken: String
    /// However busy the session is, it ends then.
    let latestEnd: Date
    var expires: Date
    var notice: String?
  }

  /// Twelve hours: a working day.
  static let longestSession: TimeInterval = 12 * 60 * 60

  /// So that visitors of an open demonstration cannot fill the memory.
  static let sessionsMax = 1_000

  private let lifetime: TimeInterval
  private var entries: [String: Entry] = [:]

  /// Creates an empty store whose sessions end after `lifetime` seconds without a request.
  init(lifetime: TimeInterval) { self.lifetime = lifetime }

  func open(for person: SignedInPerson, at now: Date) -> OpenSession {
    entries = entries.filter { $0.value.expires > now }
    if entries.count >= Self.sessionsMax,
      let idle = entries.min(by: { $0.value.expires < $1.value.expires })
    {
      entries[idle.key] = nil
    }
    var random = SystemRandomNumberGenerator()
    let session = OpenSession(
      identifier: RandomToken.make(using: &random), formToken: RandomToken.make(using: &random))
    entries[session.identifier] = Entry(
      person: person, formToken: session.formToken,
      latestEnd: now.addingTimeInterval(Self.longestSession),
      expires: now.addingTimeInterval(lifetime))
    return session
  }

  /// Finds a session and puts off its end.
  func find(_ identifier: String, at now: Date) -> (SignedInPerson, OpenSession)? {
    guard var entry = entries[identifier] else { return nil }
    guard entry.expires > now else {
      entries[identifier] = nil
      return nil
    }
    entry.expires = min(entry.latestEnd, now.addingTimeInterval(lifetime))
    entries[identifier] = entry
    return (
      entry.person, OpenSession(identifier: identifier, formToken: entry.formToken)
    )
  }

  func close(_ identifier: String) { entries[identifier] = nil }

  /// Leaves one sentence for the next page of the session.
  func leave(notice: String, for identifier: String) { entries[identifier]?.notice = notice }

  func takeNotice(for identifier: String) -> String? {
    defer { entries[identifier]?.notice = nil }
    return entries[identifier]?.notice
  }
}

/// Values that nobody can guess.
enum RandomToken {
  /// 256 random bits as 64 hexadecimal digits.
  static func make(using random: inout some RandomNumberGenerator) -> String {
    let digits = Array("0123456789abcdef")
    return String((0..<64).map { _ in digits[Int(random.next() as UInt64 >> 60)] })
  }

  /// Compares in a time that does not tell where the first difference is.
  static func areEqual(_ left: String, _ right: String) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
