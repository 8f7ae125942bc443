internal import Foundation
internal import PartnershipRecords

extension ImportReport {
  var values: TemplateValues {
    var values = quality.values
    values["reference"] = reference
    values["source"] = source
    values["files"] = PlainFigures.counted(fileCount, "file", "files")
    values["period"] = period?.inWords ?? "no month"
    values["importedAt"] = PlainTimes.moment(importedAt)
    values["importedBy"] = importedBy
    values["rejections"] = rejections.map {
      ["words": $0.words, "reasonCount": PlainFigures.whole($0.count)]
    }
    values["hasRejections"] = !rejections.isEmpty
    return values
  }
}
