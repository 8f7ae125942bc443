/// What is wrong with a page for people who use it by keyboard or by ear, or without scripts.
enum PageFaults {
  static func all(of page: HTMLPage) -> [String] {
    frame(page) + headings(page) + nesting(page) + labels(page) + tables(page) + names(page)
      + foreign(page)
  }

  private static func frame(_ page: HTMLPage) -> [String] {
    var faults: [String] = []
    if !page.source.hasPrefix("<!DOCTYPE html>") { faults.append("no doctype") }
    if page.starts("html").map({ $0.attributes["lang"] }) != ["en-GB"] { faults.append("no lang") }
    if page.starts("title").first?.text.isEmpty != false { faults.append("no title") }
    if page.starts("main").count != 1 { faults.append("not one main") }
    return faults
  }

  private static func headings(_ page: HTMLPage) -> [String] {
    let levels = page.tags.filter { !$0.isEnd }.compactMap { tag in
      tag.name.wholeMatch(of: #/h([1-6])/#).flatMap { Int($0.1) }
    }
    var faults = levels.filter { $0 == 1 }.count == 1 ? [] : ["not one h1"]
    for (before, after) in zip(levels, levels.dropFirst()) where after > before + 1 {
      faults.append("h\(after) follows h\(before)")
    }
    return faults
  }

  private static let voids: Set = ["meta", "link", "input", "br", "hr", "img"]

  private static func nesting(_ page: HTMLPage) -> [String] {
    var open: [String] = []
    for tag in page.tags where !voids.contains(tag.name) {
      if !tag.isEnd {
        open.append(tag.name)
      } else if open.popLast() != tag.name {
        return ["</\(tag.name)> does not close what is open"]
      }
    }
    return open.map { "<\($0)> is not closed" }
  }

  private static func labels(_ page: HTMLPage) -> [String] {
    let labelled = Set(page.starts("label").compactMap { $0.attributes["for"] })
    let entries = ["input", "select", "textarea"].flatMap { page.starts($0) }
    return entries.filter { $0.attributes["type"] != "hidden" }.filter {
      !labelled.contains($0.attributes["id"] ?? "")
    }.map { "no label for \($0.attributes["name"] ?? "an entry")" }
  }

  private static func tables(_ page: HTMLPage) -> [String] {
    var faults = page.starts("th").filter { !["col", "row"].contains($0.attributes["scope"]) }
      .map { "a header without scope: \($0.text)" }
    if page.starts("table").count != page.starts("caption").count { faults.append("no caption") }
    return faults
  }

  /// Names that are given twice, or referred to and not given.
  private static func names(_ page: HTMLPage) -> [String] {
    let given = page.tags.compactMap { $0.attributes["id"] }
    var faults = Set(given).count == given.count ? [] : ["an id is given twice"]
    for attribute in ["aria-labelledby", "aria-describedby", "for"] {
      let used = page.tags.flatMap { ($0.attributes[attribute] ?? "").split(separator: " ") }
      faults += used.filter { !given.contains(String($0)) }.map { "\(attribute) \($0) is nowhere" }
    }
    return faults
  }

  /// Scripts, styles beside the style sheet, and anything from another place.
  private static func foreign(_ page: HTMLPage) -> [String] {
    var faults: [String] = []
    for tag in page.tags where !tag.isEnd {
      if ["script", "style", "iframe", "object", "embed", "base"].contains(tag.name) {
        faults.append("<\(tag.name)>")
      }
      for (name, value) in tag.attributes {
        if name == "style" || name.hasPrefix("on") { faults.append("attribute \(name)") }
        let isAddress = ["href", "src", "action"].contains(name)
        if isAddress, !(value.hasPrefix("/") && !value.hasPrefix("//")), !value.hasPrefix("#") {
          faults.append("the address \(value)")
        }
      }
    }
    return faults
  }
}
