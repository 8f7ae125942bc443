/// Trouble that a person must act on, said at the head of every page to those whose work it is.
public struct PageAlert: Hashable, Sendable {
  /// What happened, in a sentence or two.
  public let words: String
  /// What to do first.
  public let remedy: String
  /// Stable, such as `fork`: what to name when somebody is asked for help.
  public let code: String

  public init(words: String, remedy: String, code: String) {
    self.words = words
    self.remedy = remedy
    self.code = code
  }

  /// What happened, where the words name the group that it happened in first: `"Tarn and Coast": the
  /// database is an older copy of itself.` Else nothing.
  var cause: String {
    guard words.hasPrefix("\""), let name = words.firstRange(of: "\": ") else { return "" }
    return String(words[name.upperBound...].prefix { $0 != "." })
  }

  var values: TemplateValues {
    ["alertWords": words, "alertRemedy": remedy, "alertCode": code, "isGroup": false]
  }
}

/// Alerts of one kind, said in one sentence: a person reads one matter, not a wall of it.
struct AlertGroup {
  /// At least one, all of one code.
  let alerts: [PageAlert]

  /// The address of the page that lists each by itself.
  static let path = "/attention"

  /// For the head of a page, in the order of the first of each: what happened for another reason is
  /// another matter.
  static func groups(of alerts: [PageAlert]) -> [AlertGroup] {
    groups(of: alerts) { "\($0.code) \($0.cause)" }
  }

  /// For the page of all, in the order of the first of each kind.
  static func kinds(of alerts: [PageAlert]) -> [AlertGroup] { groups(of: alerts, by: \.code) }

  private static func groups(of alerts: [PageAlert], by name: (PageAlert) -> String) -> [AlertGroup]
  {
    var order: [String] = []
    for alert in alerts where !order.contains(name(alert)) { order.append(name(alert)) }
    return order.map { one in AlertGroup(alerts: alerts.filter { name($0) == one }) }
  }

  var values: TemplateValues {
    guard let first = alerts.first, alerts.count > 1 else { return alerts.first?.values ?? [:] }
    let remedies = Set(alerts.map(\.remedy))
    return [
      "alertWords": words(first.code) + ".", "alertCode": first.code, "isGroup": true,
      "alertRemedy": remedies.count == 1 ? first.remedy : "", "groupPath": "\(Self.path)#\(anchor)",
      "groupLink": "See all \(PlainFigures.whole(alerts.count))",
    ]
  }

  /// With each alert, for the page of all.
  var list: TemplateValues {
    [
      "anchor": anchor, "groupHeading": alerts.count > 1 ? words(code) : Self.one(code),
      "groupAlerts": alerts.map(\.values),
    ]
  }

  private var code: String { alerts.first?.code ?? "" }

  /// As the name of a place on a page: codes are of letters and hyphens.
  private var anchor: String { "kind-" + code.filter { $0.isASCII && ($0.isLetter || $0 == "-") } }

  private func words(_ code: String) -> String {
    let count = PlainFigures.whole(alerts.count)
    return switch code {
    case "fork": "Work was continued in two ways in \(count) places"
    case "control-dispute": "The region\u{2019}s own decisions are in dispute in \(count) places"
    case "recovery": "\(cause)In \(count) groups this machine goes on with a new log"
    case "redaction":
      "Words that were withdrawn, \(count) of them, are not known to be erased everywhere"
    case "rights-ended": "Rights have ended in \(count) groups"
    case "void": "Changes have no effect in \(count) places"
    case "refused": "\(count) exchanges were refused"
    case "conflict": "Parallel updates wait for a decision in \(count) places"
    default: "\(count) matters of one kind need a person"
    }
  }

  /// What happened, if all of them say the same.
  private var cause: String {
    let causes = Set(alerts.map(\.cause))
    guard causes.count == 1, let only = causes.first, !only.isEmpty else { return "" }
    return only.prefix(1).uppercased() + only.dropFirst() + ". "
  }

  private static func one(_ code: String) -> String {
    switch code {
    case "fork": "Work was continued in two ways"
    case "control-dispute": "The region\u{2019}s own decisions are in dispute"
    case "recovery": "This machine goes on with a new log"
    case "redaction": "Words that were withdrawn are not known to be erased everywhere"
    case "rights-ended": "Rights have ended"
    case "void": "Changes have no effect"
    case "refused": "An exchange was refused"
    case "conflict": "Parallel updates wait for a decision"
    default: "Something needs a person"
    }
  }
}
