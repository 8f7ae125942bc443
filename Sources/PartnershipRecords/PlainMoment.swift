public import Foundation

/// Days and moments as people in England read them, by the clock on the wall in London.
public enum PlainMoment {
  /// `24 November 2026, 02:53`.
  public static func words(_ date: Date) -> String {
    let parts = calendar.dateComponents([.hour, .minute], from: date)
    return "\(day(date)), \(padded(parts.hour)):\(padded(parts.minute))"
  }

  /// `24 November 2026`.
  public static func day(_ date: Date) -> String {
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    guard let year = parts.year, let number = parts.month, let day = parts.day,
      let month = Month(year: year, month: number)
    else { return "not known" }
    return "\(day) \(month.inWords)"
  }

  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "Europe/London") ?? .gmt
    return calendar
  }()

  private static func padded(_ number: Int?) -> String {
    let number = number ?? 0
    return number < 10 ? "0\(number)" : String(number)
  }
}
