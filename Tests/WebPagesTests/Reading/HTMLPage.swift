import RegexBuilder

/// A page as its tags, read strictly: what a browser would mend is a fault here.
struct HTMLPage {
  struct Tag {
    let name: String
    let isEnd: Bool
    /// With entities decoded; an attribute without a value has an empty one.
    let attributes: [String: String]
    /// The text between this tag and the next, with entities decoded.
    let text: String
  }

  let source: String
  let tags: [Tag]

  init(_ source: String) {
    self.source = source
    // A regular expression cannot be shared between tasks, so each page has its own.
    let tag = #/<(?<end>/?)(?<name>[a-zA-Z][a-zA-Z0-9]*)(?<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)>/#
    let matches = source.matches(of: tag)
    tags = matches.indices.map { place in
      let match = matches[place]
      let following = place + 1 < matches.count ? matches[place + 1].range.lowerBound : nil
      return Tag(
        name: match.name.lowercased(), isEnd: !match.end.isEmpty,
        attributes: Self.attributes(match.rest),
        text: Self.decoded(source[match.range.upperBound..<(following ?? source.endIndex)]))
    }
  }

  private static func attributes(_ text: Substring) -> [String: String] {
    let attribute = #/(?<name>[a-zA-Z][a-zA-Z-]*)(?:="(?<value>[^"]*)")?/#
    let found = text.matches(of: attribute).map {
      ($0.name.lowercased(), decoded($0.value ?? ""))
    }
    return Dictionary(found) { first, _ in first }
  }

  static func decoded(_ text: Substring) -> String {
    let entities = [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
    ]
    return entities.reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
  }

  func starts(_ name: String) -> [Tag] { tags.filter { $0.name == name && !$0.isEnd } }

  /// All text that is not within tags, with single spaces.
  var text: String {
    tags.map(\.text).joined(separator: " ").split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }

  /// The tags from a start that fits to its end, the first such; empty if there is none.
  func element(_ name: String, where fits: (Tag) -> Bool) -> ArraySlice<Tag> {
    guard
      let start = tags.firstIndex(where: { $0.name == name && !$0.isEnd && fits($0) }),
      let end = tags[start...].firstIndex(where: { $0.name == name && $0.isEnd })
    else { return [] }
    return tags[start...end]
  }

  /// What a browser would send of the form with that action, untouched by a person; `nil` if there
  /// is no such form.
  func form(to action: String) -> [(name: String, value: String)]? {
    let form = element("form") { $0.attributes["action"] == action }
    guard !form.isEmpty else { return nil }
    var fields: [(name: String, value: String)] = []
    var list: String?
    for tag in form where !tag.isEnd {
      let name = tag.attributes["name"] ?? ""
      let type = tag.attributes["type"] ?? "text"
      switch tag.name {
      case "input" where !["radio", "checkbox"].contains(type):
        fields.append((name, tag.attributes["value"] ?? ""))
      case "textarea": fields.append((name, tag.text))
      case "select": list = name
      case "option" where tag.attributes["selected"] != nil:
        fields.append((list ?? "", tag.attributes["value"] ?? ""))
      default: break
      }
    }
    return fields
  }
}
