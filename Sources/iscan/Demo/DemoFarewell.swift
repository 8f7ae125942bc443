internal import FoundationEssentials

/// What the demonstration prints when everything runs: where to look and what to try.
enum DemoFarewell {
  static func text(_ layout: DemoLayout, _ partnerships: [DemoPartnership]) -> String {
    var lines = [
      "", "Everything runs. Open in a browser on this machine:",
      "  http://127.0.0.1:\(DemoLayout.hubPagePort)/  the region's hub",
    ]
    for (index, partnership) in partnerships.enumerated() {
      lines.append(
        "  http://127.0.0.1:\(DemoLayout.firstNodePagePort + index)/  \(partnership.name)")
    }
    guard let first = partnerships.first else { return lines.joined(separator: "\n") }
    let node = layout.nodeHome(first).path
    let hub = layout.hubHome.path
    lines += [
      "", "Try next (iscan is .build/release/iscan):",
      "  iscan scan --home \(node) --category burglary",
      "  iscan release list --home \(node)",
      "  iscan task new --home \(node) --as analyst --title \"Close quarry access\"",
      "  iscan sync status --home \(node)",
      "  iscan hub picture --home \(hub) --measure burglary", "",
      "Scripts/demo stop ends all of it; another Scripts/demo finds it again.",
    ]
    return lines.joined(separator: "\n")
  }
}
