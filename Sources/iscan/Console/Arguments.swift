import ArgumentParser
import PartnershipRecords

/// A category of crime as it is typed: its name or any unmistakable beginning of it, or `all`.
struct MeasureArgument: ExpressibleByArgument {
  /// `nil` for all together.
  let category: CrimeCategory?

  init?(argument: String) {
    let typed = Self.plain(argument)
    if typed == "all" || typed == "allcrime" {
      category = nil
      return
    }
    let exact = CrimeCategory.allCases.first {
      Self.plain($0.name) == typed || Self.plain($0.description) == typed
    }
    let beginning = CrimeCategory.allCases.filter {
      Self.plain($0.name).hasPrefix(typed) || Self.plain($0.description).hasPrefix(typed)
    }
    guard let found = exact ?? (beginning.count == 1 ? beginning[0] : nil) else { return nil }
    category = found
  }

  static var allValueStrings: [String] { ["all"] + CrimeCategory.allCases.map(\.description) }

  private static func plain(_ text: String) -> String {
    String(text.lowercased().filter { $0.isLetter })
  }
}
