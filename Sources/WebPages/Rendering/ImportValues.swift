internal import Foundation
internal import PartnershipRecords

extension ImportReport {
  /// Those that kept nothing, such as files of neighbours, stand apart from what is of use.
  static func values(_ reports: [ImportReport]) -> TemplateValues {
    let kept = reports.filter { $0.quality.rowsKept > 0 }
    let empty = reports.filter { $0.quality.rowsKept == 0 }
    var values: TemplateValues = ["hasImports": !reports.isEmpty]
    values["keptImports"] = kept.isEmpty ? nil : table("Imports that kept rows", kept)
    if !empty.isEmpty {
      var folded = table("Imports that kept no row", empty)
      folded["summary"] =
        "\(PlainFigures.counted(empty.count, "file", "files")) of which no row was kept"
      values["emptyImports"] = folded
    }
    return values
  }

  private static func table(_ name: String, _ reports: [ImportReport]) -> TemplateValues {
    ["tableName": name, "imports": reports.map(\.values)]
  }

  var values: TemplateValues {
    var values = quality.values
    values["reference"] = reference
    values["source"] = source
    values["files"] = PlainFigures.counted(fileCount, "file", "files")
    values["period"] = period?.inWords ?? "no month"
    values["importedAt"] = PlainMoment.words(importedAt)
    values["importedBy"] = importedBy
    values["rejections"] = rejections.map {
      ["words": $0.words, "reasonCount": PlainFigures.whole($0.count)]
    }
    values["hasRejections"] = !rejections.isEmpty
    return values
  }
}
