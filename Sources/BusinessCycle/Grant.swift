/// What one role may do with one kind of record.
public struct Grant: Hashable, Sendable {
  /// When an action is allowed.
  public enum Limit: Hashable, Sendable {
    case always
    /// Only what is one's own: one's own task, one's own group's meeting.
    case own
    /// Only once its group has adopted, delivered, published or accepted it.
    case finished
    /// Only what is shared with the region.
    case shared
    /// Only a part, in words: "summary".
    case part(String)
  }

  /// The actions, each with its limit.
  public let limits: [CycleAction: Limit]

  /// Reads a cell of the matrix: `CU`, `R:finished`, `R U:own`; `-` is no right.
  ///
  /// Whoever may create, update or decide a record may also read it, without being told so. Import
  /// rows are the exception, which is why they say what they mean: see ``PermissionMatrix``.
  ///
  /// A letter other than C, R, U and D gives `nil`.
  ///
  /// - Parameters:
  ///   - cell: Groups of letters, separated by spaces, each with a limit behind a colon or none.
  ///   - impliesReading: Whether other rights bring reading with them.
  init?(cell: String, impliesReading: Bool) {
    var limits: [CycleAction: Limit] = [:]
    for group in cell.split(separator: " ") where group != "-" {
      let halves = group.split(separator: ":", maxSplits: 1)
      let limit = halves.count == 2 ? Self.limit(halves[1]) : .always
      for letter in halves[0] {
        guard let action = Self.actions[letter] else { return nil }
        limits[action] = limit
      }
    }
    if impliesReading, !limits.isEmpty, limits[.read] == nil { limits[.read] = .always }
    self.limits = limits
  }

  private static let actions: [Character: CycleAction] = [
    "C": .create, "R": .read, "U": .update, "D": .decide,
  ]

  private static func limit(_ word: Substring) -> Limit {
    switch word {
    case "own": .own
    case "finished": .finished
    case "shared": .shared
    default: .part(String(word.map { $0 == "-" ? " " : $0 }))
    }
  }
}
