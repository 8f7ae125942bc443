/// One of several values that partners gave a field apart from each other.
public struct Sibling: Hashable, Sendable {
  /// `nil` if the field was cleared.
  public let value: CycleValue?
  /// The sum of all counters in the write's version vector: how much its writer knew of.
  public let counterSum: UInt64
  /// The writer's stable name, such as the node's identifier in hexadecimal digits.
  public let writer: String

  /// Describes a value as a log carries it.
  public init(value: CycleValue?, counterSum: UInt64, writer: String) {
    self.value = value
    self.counterSum = counterSum
    self.writer = writer
  }
}

/// The value shown while a conflict is open, and how sure it is.
public struct ProvisionalValue: Hashable, Sendable {
  /// `nil` if the field is shown empty.
  public let value: CycleValue?
  public let hardness: Hardness
  /// Why this value is shown, for a page. Names states and days, never a text that people wrote.
  public let explanation: String

  init(_ value: CycleValue?, _ hardness: Hardness, _ explanation: String) {
    self.value = value
    self.hardness = hardness
    self.explanation = explanation
  }
}

extension ProvisionalValue {
  /// The value to show for a field with one or more siblings.
  ///
  /// Neither the order of the siblings nor their repetition changes the answer, so all replicas show
  /// the same. Sets and lists have no siblings; all their entries are kept.
  ///
  /// - Parameters:
  ///   - siblings: At least one; without any, the value before is shown.
  ///   - base: The value that all siblings replaced, as far as it is known.
  ///   - field: The field.
  /// - Returns: The value, whether a person must decide, and a sentence that says why.
  public static func of(
    _ siblings: [Sibling], base: CycleValue?, field: TaskField
  ) -> ProvisionalValue {
    guard let latest = siblings.max(by: isEarlier) else {
      return ProvisionalValue(base, .settled, "Nobody has changed the \(field.inWords) since.")
    }
    guard Set(siblings.map(\.value)).count > 1 else {
      return ProvisionalValue(latest.value, .settled, "All partners agree.")
    }
    let values = siblings.compactMap(\.value)
    switch field.mergeRule {
    case .keepBothText: return undecided(latest.value, field)
    case .ownerKeepsPrevious: return previous(base, field)
    case .status: return status(values, clearedBySomebody: values.count < siblings.count, latest)
    case .earlierDate: return earliest(values, field) ?? undecided(latest.value, field)
    case .cautiousNumber: return lowest(values, field) ?? undecided(latest.value, field)
    case .singleWriter:
      return ProvisionalValue(latest.value, .settled, "The partner's own latest value holds.")
    case .addWins, .union:
      return ProvisionalValue(latest.value, .settled, "All entries of all partners are kept.")
    }
  }

  /// By how much the writer knew of, then by name, then by value.
  private static func isEarlier(_ left: Sibling, _ right: Sibling) -> Bool {
    if left.counterSum != right.counterSum { return left.counterSum < right.counterSum }
    if left.writer != right.writer {
      return left.writer.utf8.lexicographicallyPrecedes(right.writer.utf8)
    }
    switch (left.value, right.value) {
    case (nil, nil), (_, nil): return false
    case (nil, _): return true
    case (let first?, let second?): return first < second
    }
  }

  private static func undecided(_ value: CycleValue?, _ field: TaskField) -> ProvisionalValue {
    ProvisionalValue(
      value, .hard,
      "Partners changed the \(field.inWords) apart from each other; all versions are kept and the"
        + " one shown is that of the partner who had seen most. A person must decide.")
  }

  private static func previous(_ base: CycleValue?, _ field: TaskField) -> ProvisionalValue {
    ProvisionalValue(
      base, .hard,
      "Partners proposed different values of the \(field.inWords); the one before stays in force"
        + " until the chair decides.")
  }
}

// MARK: - Days and numbers

extension ProvisionalValue {
  private static func earliest(_ values: [CycleValue], _ field: TaskField) -> ProvisionalValue? {
    let days = values.compactMap { if case .day(let day) = $0 { day } else { nil } }
    guard let first = days.min() else { return nil }
    return ProvisionalValue(
      .day(first), .soft,
      "Partners gave different days; the \(field.inWords) is the earlier, \(first.inWords).")
  }

  private static func lowest(_ values: [CycleValue], _ field: TaskField) -> ProvisionalValue? {
    let numbers = values.compactMap { if case .number(let number) = $0 { number } else { nil } }
    guard let least = numbers.min() else { return nil }
    return ProvisionalValue(
      .number(least), .soft,
      "Partners gave different values; the \(field.inWords) is the more cautious, \(least).")
  }
}

// MARK: - Status

extension ProvisionalValue {
  private static func status(
    _ values: [CycleValue], clearedBySomebody: Bool, _ latest: Sibling
  ) -> ProvisionalValue {
    let states = values.compactMap { $0.words.flatMap(TaskStatus.init(rawValue:)) }
    // A state that a newer version wrote, or none at all, leaves nothing to reason with.
    guard let shown = TaskStatus.provisional(of: states) else {
      return undecided(latest.value, .status)
    }
    let isHard =
      clearedBySomebody || states.count < values.count || states.contains(where: \.isClaim)
    let named = Set(states).sorted { $0.finality < $1.finality }.map(\.inWords)
    let list = named.joined(separator: " and ")
    return ProvisionalValue(
      .code(shown.rawValue), isHard ? .hard : .soft,
      isHard
        ? "Partners set the status to \(list); \(shown.inWords) is shown, because \(shown.whyShown)."
          + " A person must decide."
        : "Partners set the status to \(list); the one further along is shown.")
  }
}

extension TaskStatus {
  /// Why it is the safer one to show beside what claims more.
  fileprivate var whyShown: String {
    if isClaim { return "it is the least final of them" }
    return self == .declined
      ? "it does not claim that the work is done" : "an open task is safer than a closed one"
  }

  /// The state to show of several: of those that claim nothing the furthest along; of claims alone
  /// the least final. `nil` without a state.
  static func provisional(of states: [TaskStatus]) -> TaskStatus? {
    let working = states.filter { !$0.isClaim }
    return working.max { $0.finality < $1.finality } ?? states.min { $0.finality < $1.finality }
  }
}
