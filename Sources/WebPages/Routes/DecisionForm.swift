internal import HTTPTypes
internal import PartnershipRecords

/// What somebody filled in at the desk for parallel updates.
struct DecisionForm {
  /// The places of the form where something can be missing.
  enum Place: String {
    case choice, other, comment
  }

  /// What is missing in a place, and what to do about it.
  struct Problem: Equatable {
    let place: Place
    let words: String
    /// What kind of problem it is, in a word.
    var kind = "Missing"
  }

  let choice: String?
  let other: String?
  let comment: String?
  /// The state of the task that the person had on the screen.
  let seen: String

  init(_ form: FormFields) {
    choice = form["choice"]
    other = form["other"]
    comment = form["comment"]
    seen = form.text("seen")
  }

  /// What has to be filled in before the decision can be taken, in the order of the form.
  var problems: [Problem] {
    var found: [Problem] = []
    if choice == nil {
      found.append(
        Problem(
          place: .choice, words: "Choose what shall hold: one of the updates, or another value."))
    }
    if choice == "other", other == nil {
      found.append(
        Problem(place: .other, words: "Give the other value, or choose one of the updates above."))
    }
    if let other, let side = chosenSide, side != other {
      found.append(
        Problem(
          place: .other,
          words: "You chose one of the updates and gave another value as well. Choose "
            + "\u{201C}Another value\u{201D} if that shall hold, or empty this field.",
          kind: "Not clear"))
    }
    if comment == nil {
      found.append(
        Problem(
          place: .comment,
          words: "Say why in a few words: all partners read it in the task\u{2019}s journal."))
    }
    return found
  }

  /// The value of the side that was chosen, or another one. The form sends the value itself, not the
  /// side's place, which may be another's by now.
  ///
  /// - Throws: `PageRefusal.outOfDate` if nobody's update has that value now.
  func value(of conflict: ConflictDetail) throws(PageRefusal) -> String {
    if choice == "other" { return other ?? "" }
    guard let side = chosenSide, conflict.sides.contains(where: { $0.value == side }) else {
      throw .outOfDate(what: "this field")
    }
    return side
  }

  /// The value of the update that was chosen; `nil` if none of them was.
  private var chosenSide: String? {
    choice.flatMap { $0.hasPrefix("side:") ? String($0.dropFirst(5)) : nil }
  }
}

extension DecisionForm {
  /// What the page says of the form that came back: at its head, and at each place.
  func values(_ problems: [Problem], refusedBecause refusal: (any RemediedError)?) -> TemplateValues
  {
    var values: TemplateValues = [
      "hasProblem": true, "typedComment": comment ?? "",
      "problemDetail": refusal?.detail ?? "", "problemRemedy": refusal?.remedy ?? "",
      "hasRefusal": refusal != nil,
    ]
    values["problems"] = problems.map { problem -> TemplateValues in
      [
        "target": problem.place == .choice ? "side-1" : problem.place.rawValue,
        "says": problem.words,
      ]
    }
    for problem in problems {
      values["\(problem.place.rawValue)Problem"] = problem.words
      values["\(problem.place.rawValue)ProblemKind"] = problem.kind
    }
    return values
  }
}
