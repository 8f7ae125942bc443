import BusinessCycle
import CrimePatterns
import PartnershipRecords
import WebPages

/// Which counts a role may read: those who have no right to crime records see no small ones, since
/// a small number in a small place is next to a record.
struct SmallNumbers {
  /// The smallest number that everybody may read.
  static let smallest = 5

  private let hides: Bool

  init(for role: Role) { hides = PermissionMatrix.permission(role, .eventRows).isEmpty }

  func isHidden(_ count: Int) -> Bool { hides && count < Self.smallest }

  /// The count; `nil` if it is too small for the role.
  func shown(_ count: Int) -> Int? { isHidden(count) ? nil : count }

  /// Rows in order of count, the largest first, those that are hidden last and by name.
  ///
  /// A single hidden one would be what the others leave of the total, so a second goes with it.
  func shown(_ rows: [AreaRow]) -> [AreaRow] {
    let sorted = rows.sorted { (-($0.count ?? 0), $0.name) < (-($1.count ?? 0), $1.name) }
    var hidden = sorted.filter { isHidden($0.count ?? 0) }.count
    if hidden == 1 { hidden = min(2, sorted.count) }
    let concealed = sorted.suffix(hidden).sorted { $0.name < $1.name }.map {
      AreaRow(code: $0.code, name: $0.name, count: nil, rate: nil)
    }
    return sorted.dropLast(hidden) + concealed
  }

  /// The answer's sentence, or one that keeps the small number to itself.
  func sentence(_ answer: ScanAnswer) -> String {
    let words = CrimeWords(answer.question.category)
    let period = answer.question.period
    let when = "\(period.count == 1 ? "in" : "from") \(period.inWords)"
    if isHidden(answer.count), answer.monthsKnown > 0 {
      return "There were fewer than \(Self.smallest) \(words.plural) in \(answer.question.place) "
        + "\(when); smaller numbers are not shown to your role."
    }
    let earlier = answer.basis == .yearBefore ? answer.yearBefore?.count : nil
    if let earlier, isHidden(earlier) {
      return "There were \(words.counted(answer.count)) in \(answer.question.place) \(when), and "
        + "fewer than \(Self.smallest) a year before."
    }
    return answer.sentence
  }
}
