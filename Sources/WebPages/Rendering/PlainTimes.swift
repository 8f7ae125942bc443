public import Foundation
internal import PartnershipRecords

/// Times as people in England read them: on the pages and at the command line alike.
public enum PlainTimes {
  /// Of a partnership of which nothing has arrived: it need not have been silent towards others.
  public static let unheard = "has shared nothing with this group yet"

  /// `31 March 2021` from `2021-03-31`; other text stays as it is.
  static func day(_ text: String) -> String {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3, let month = Month(year: parts[0], month: parts[1]) else {
      return text
    }
    return "\(parts[2]) \(month.inWords)"
  }

  /// How long ago: "just now", "25 minutes ago", "3 days ago".
  public static func ago(_ date: Date, now: Date) -> String {
    let minutes = Int(now.timeIntervalSince(date) / 60)
    return switch minutes {
    case ..<0: "in the future, by this machine\u{2019}s clock"
    case 0: "just now"
    case 1..<120: "\(PlainFigures.counted(minutes, "minute", "minutes")) ago"
    case 120..<2880: "\(minutes / 60) hours ago"
    default: "\(PlainFigures.whole(minutes / 1440)) days ago"
    }
  }
}
