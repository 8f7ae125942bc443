/// The fields of a shared task, with the numbers that logs carry. A number is never used again.
public enum TaskField: Hashable, Sendable {
  case title
  case description
  case status
  case due
  /// Who is accountable, by job and not by name.
  case owner
  case leadAgency
  /// 1 (first) to 3.
  case priority
  case area
  case category
  case partners
  case tags
  case journal
  /// One partner's own red, amber or green: `slot` is the partner's place among the members of the
  /// sharing group, fixed when it joined, from 0 to 63.
  case partnerRating(slot: UInt8)

  /// All fields but the ratings, in order of number.
  public static let named: [TaskField] = [
    .title, .description, .status, .due, .owner, .leadAgency, .priority, .area, .category,
    .partners, .tags, .journal,
  ]

  /// The most partners that can rate one task.
  public static let ratingSlots: UInt8 = 64

  /// The field of a number; `nil` for a number that no field of this version has.
  public init?(number: UInt32) {
    if (40..<40 + UInt32(Self.ratingSlots)).contains(number) {
      self = .partnerRating(slot: UInt8(number - 40))
      return
    }
    guard let field = Self.named.first(where: { $0.number == number }) else { return nil }
    self = field
  }

  /// The number in logs.
  public var number: UInt32 {
    switch self {
    case .title: 1
    case .description: 2
    case .status: 3
    case .due: 4
    case .owner: 5
    case .leadAgency: 6
    case .priority: 7
    case .area: 8
    case .category: 9
    case .partners: 20
    case .tags: 21
    case .journal: 30
    case .partnerRating(let slot): 40 + UInt32(slot)
    }
  }

  /// The name in commands, such as `lead-agency` or `rating-3`.
  public var name: String {
    switch self {
    case .title: "title"
    case .description: "description"
    case .status: "status"
    case .due: "due"
    case .owner: "owner"
    case .leadAgency: "lead-agency"
    case .priority: "priority"
    case .area: "area"
    case .category: "category"
    case .partners: "partners"
    case .tags: "tags"
    case .journal: "journal"
    case .partnerRating(let slot): "rating-\(slot)"
    }
  }

  /// The words in a sentence, such as "due date".
  public var inWords: String {
    switch self {
    case .due: "due date"
    case .leadAgency: "lead agency"
    case .partnerRating: "partner's rating"
    default: name
    }
  }

  /// The field of a name in commands; `nil` if there is none.
  public init?(name: String) {
    if name.hasPrefix("rating-"), let slot = UInt8(name.dropFirst(7)), slot < Self.ratingSlots {
      self = .partnerRating(slot: slot)
      return
    }
    guard let field = Self.named.first(where: { $0.name == name }) else { return nil }
    self = field
  }
}

/// What a field holds.
public enum FieldKind: String, Sendable, Codable, CaseIterable {
  case text, code, day, number
  /// Elements that are added and removed; an addition wins over a removal made apart from it.
  case set
  /// Entries that are only ever added.
  case list
}

extension TaskField {
  public var kind: FieldKind {
    switch self {
    case .title, .description, .owner: .text
    case .status, .leadAgency, .area, .category, .partnerRating: .code
    case .due: .day
    case .priority: .number
    case .partners, .tags: .set
    case .journal: .list
    }
  }

  /// Whether a value is of the field's kind; for a set or list, whether it can be an element.
  public func accepts(_ value: CycleValue) -> Bool {
    switch (self, value) {
    case (.status, .code(let word)): TaskStatus(rawValue: word) != nil
    case (.priority, .number(let number)): (1...3).contains(number)
    case (.partnerRating, .code(let word)): ["red", "amber", "green"].contains(word)
    default:
      switch (kind, value) {
      case (.text, .text), (.code, .code), (.day, .day), (.set, .code), (.set, .text),
        (.list, .text):
        true
      default: false
      }
    }
  }
}
