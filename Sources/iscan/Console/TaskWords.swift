import BusinessCycle
import PartnershipRecords

/// Values of tasks as people type and read them.
enum TaskWords {
  static func value(_ value: CycleValue) -> String {
    switch value {
    case .text(let text), .code(let text): text
    case .number(let number): "\(number)"
    case .truth(let truth): truth ? "yes" : "no"
    case .day(let day): day.description
    }
  }

  /// A value as a person reads it, on the pages and at the command line: `in progress`,
  /// `30 November 2022`.
  static func inWords(_ value: CycleValue, _ field: TaskField) -> String {
    switch (field, value) {
    case (.status, .code(let code)): TaskStatus(rawValue: code)?.inWords ?? code
    case (.category, .code(let code)): CrimeCategory(code)?.name ?? code
    case (_, .day(let day)): day.inWords
    default: TaskWords.value(value)
    }
  }

  /// The same with what is typed for it where that differs: `in progress (in-progress)`.
  static func toChoose(_ value: CycleValue, _ field: TaskField) -> String {
    let (words, typed) = (inWords(value, field), TaskWords.value(value))
    return words == typed ? words : "\(words) (\(typed))"
  }

  /// Reads a value for a field.
  ///
  /// - Throws: ``CommandError/valueUnreadable(field:expected:)``.
  static func parse(_ text: String, for field: TaskField) throws -> CycleValue {
    let value: CycleValue?
    switch field.kind {
    case .text, .list: value = text.utf8.count <= longest(field) ? .text(text) : nil
    case .code where field == .category:
      value = MeasureArgument(argument: text)?.category.map { .code($0.description) }
    case .code where field == .area: value = AreaCode(text).map { .code($0.description) }
    case .code, .set: value = text.utf8.count <= 64 ? .code(text) : nil
    case .day: value = Day(text).map { .day($0) }
    case .number: value = Int64(text).map { .number($0) }
    }
    guard let value, field.accepts(value) else {
      throw CommandError.valueUnreadable(field: field.inWords, expected: expected(by: field))
    }
    return value
  }

  /// The most bytes of a text: a title is for lists, and all else fits a field that is shared.
  private static func longest(_ field: TaskField) -> Int { field == .title ? 200 : 8_000 }

  private static func expected(by field: TaskField) -> String {
    switch field {
    case .status:
      "one of " + TaskStatus.allCases.map(\.rawValue).joined(separator: ", ")
    case .priority: "a number from 1 to 3"
    case .due: "a day such as 2022-11-30"
    case .partnerRating: "red, amber or green"
    case .category: "a category, as iscan scan --help lists them"
    case .area: "the code of an area, such as E01011949"
    case .title: "a few words, at most 200 bytes"
    default: "words, at most \(longest(field)) bytes"
    }
  }
}
