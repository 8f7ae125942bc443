internal import PartnershipRecords

/// The options of a list to choose from, one of them chosen.
enum SelectOption {
  /// Makes the options; a chosen value that is not among them is added first, so that the list shows
  /// what the page answers.
  static func list(
    _ choices: [Choice], chosen: String?, adding extra: Choice? = nil
  ) -> [TemplateValues] {
    var choices = choices
    if let extra, !choices.contains(where: { $0.value == extra.value }) {
      choices.insert(extra, at: 0)
    }
    return choices.map {
      ["optionValue": $0.value, "optionLabel": $0.label, "isChosen": $0.value == (chosen ?? "")]
    }
  }
}

enum CategoryChoice {
  /// All fourteen categories, and all together first.
  static func options(_ chosen: CrimeCategory?) -> [TemplateValues] {
    let all = [Choice(value: "", label: "All categories")]
    let each = CrimeCategory.allCases.map { Choice(value: $0.description, label: $0.name) }
    return SelectOption.list(all + each, chosen: chosen?.description)
  }
}

enum AreaChoice {
  static func options(_ areas: [Choice], chosen: AreaCode?, all: String) -> [TemplateValues] {
    let extra = chosen.map { Choice(value: $0.description, label: $0.description) }
    return SelectOption.list(
      [Choice(value: "", label: all)] + areas, chosen: chosen?.description, adding: extra)
  }
}
