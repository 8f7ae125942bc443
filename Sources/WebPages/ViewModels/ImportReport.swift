public import Foundation
public import PartnershipRecords

/// One import and what became of its rows.
public struct ImportReport: Hashable, Sendable {
  /// Such as `GAT-I-0003`.
  public let reference: String
  /// Where the files came from, such as "data.police.uk street files".
  public let source: String
  public let fileCount: Int
  /// `nil` if no row had a month.
  public let period: MonthPeriod?
  public let importedAt: Date
  /// A handle.
  public let importedBy: String
  public let quality: ImportQuality
  /// Why rows were rejected, in words, with how many; the most first.
  public let rejections: [CountedReason]

  public init(
    reference: String, source: String, fileCount: Int, period: MonthPeriod?, importedAt: Date,
    importedBy: String, quality: ImportQuality, rejections: [CountedReason]
  ) {
    self.reference = reference
    self.source = source
    self.fileCount = fileCount
    self.period = period
    self.importedAt = importedAt
    self.importedBy = importedBy
    self.quality = quality
    self.rejections = rejections
  }
}

/// A reason and how often it applied.
public struct CountedReason: Hashable, Sendable {
  public let words: String
  public let count: Int

  public init(words: String, count: Int) {
    self.words = words
    self.count = count
  }
}
