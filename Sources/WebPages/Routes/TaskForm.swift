internal import Hummingbird
internal import PartnershipRecords

/// The form that creates or changes a task.
struct TaskForm {
  let title: String
  /// Where it is sent.
  let path: String
  let cancelPath: String
  let fields: [TaskFieldView]
  /// ``TaskDetail/seen``; `nil` for a new task.
  var seen: String?

  /// The form, or the form again with what was typed and what was wrong with it.
  func page(
    _ site: Site, _ context: PageContext, typed: FormFields? = nil,
    problem: (any RemediedError)? = nil
  ) async throws -> Response {
    var values: TemplateValues = [
      "formTitle": title, "path": path, "cancelPath": cancelPath,
      "seen": typed?.text("seen") ?? seen ?? "", "hasProblem": problem != nil,
      "problemDetail": problem?.detail ?? "", "problemRemedy": problem?.remedy ?? "",
    ]
    values["formFields"] = fields.map { field -> TemplateValues in
      var values = field.formValues(typed: typed?.text("field-\(field.name)"))
      if let typed { values["was"] = typed.text("was-\(field.name)") }
      return values
    }
    return try await site.page(
      "task-form", title: title, in: .tasks, context: context,
      status: problem == nil ? .ok : .unprocessableContent, values)
  }

  /// What was typed, of the fields that the form has.
  func values(in form: FormFields) -> [TaskFieldValue] {
    fields.filter(\.isEditable).map {
      // Browsers end the lines of what they send with two characters.
      TaskFieldValue(
        name: $0.name, value: (form["field-\($0.name)"] ?? "").replacing("\r\n", with: "\n"))
    }
  }

  /// Only what differs from what was on the screen: a field that somebody else wrote in the meantime
  /// is not written back.
  func changes(in form: FormFields) -> [TaskFieldValue] {
    values(in: form).filter {
      $0.value != (form["was-\($0.name)"] ?? "").replacing("\r\n", with: "\n")
    }
  }
}
