internal import Foundation
internal import PartnershipRecords

extension ReleaseSummary {
  var path: String { "/releases/\(FormFields.encode(reference))" }

  var values: TemplateValues {
    var values: TemplateValues = [
      "reference": reference, "path": path, "period": period.inWords, "slot": slot.rawValue,
      "slotClass": slot.rawValue, "stage": stage.inWords, "stageClass": stage.rawValue,
      "builtBy": builtBy, "builtAt": PlainMoment.words(builtAt),
    ]
    values["approvedBy"] = approvedBy ?? ""
    values["isApproved"] = approvedBy != nil
    values["approvedAt"] = approvedAt.map(PlainMoment.words) ?? ""
    values["refusalWords"] = refusal ?? ""
    values["isRefused"] = refusal != nil
    return values
  }
}

extension ReleaseStage {
  var inWords: String {
    switch self {
    case .awaitingApproval: "waits for approval"
    case .approved: "approved, not sent yet"
    case .sent: "sent, no answer yet"
    case .accepted: "accepted by the hub"
    case .rejected: "refused by the hub"
    case .superseded: "replaced by a later release"
    case .withdrawn: "withdrawn"
    }
  }
}

extension ReleasePreviewPage {
  func values(for person: SignedInPerson) -> TemplateValues {
    var values = release.values
    values["statements"] = statements
    values["hasStatements"] = !statements.isEmpty
    values["budget"] = budgetSpent.map { "\(PlainFigures.decimal($0 * 100)) %" } ?? ""
    values["hasBudget"] = budgetSpent != nil
    values["table"] = SelectOption.list(
      [Choice(value: "", label: "All tables")] + tables, chosen: filter.table)
    values["where"] = AreaChoice.options(areas, chosen: filter.area, all: "All areas")
    values["what"] = CategoryChoice.options(filter.category)
    values["cells"] = cells.map(\.values)
    values["hasCells"] = !cells.isEmpty
    values["cellCount"] = PlainFigures.counted(cellCount, "cell", "cells")
    values["pageNumber"] = PlainFigures.whole(filter.page)
    values["pageCount"] = PlainFigures.whole(pageCount)
    values["previousPath"] = filter.page > 1 ? address(page: filter.page - 1) : nil
    values["nextPath"] = filter.page < pageCount ? address(page: filter.page + 1) : nil
    values["hasPages"] = pageCount > 1
    values["mayApprove"] = PagePermissions.mayApprove(release, person)
    values["isAwaiting"] = release.stage == .awaitingApproval
    values["isOwnWork"] = person.role == .liaisonOfficer && person.handle == release.builtBy
    return values
  }

  private func address(page: Int) -> String {
    var fields: [(String, String)] = []
    if let table = filter.table { fields.append(("table", table)) }
    if let area = filter.area { fields.append(("where", area.description)) }
    if let category = filter.category { fields.append(("what", category.description)) }
    fields.append(("page", String(page)))
    return "\(release.path)?\(FormFields.encode(fields))"
  }
}

extension PreviewRow {
  var values: TemplateValues {
    [
      "tableName": table, "areaName": areaName, "areaCode": area.description,
      "category": category?.name ?? "All categories", "trueCount": PlainFigures.whole(trueCount),
      "leaving": PlainFigures.whole(leaving),
      "noise": (noise > 0 ? "+" : "") + PlainFigures.whole(noise),
    ]
  }
}
