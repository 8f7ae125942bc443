internal import Foundation
internal import Intake
internal import PartnershipRecords

/// Counts what becomes of a file's rows.
struct ImportTally {
  /// A force's rows of one month.
  struct Slot {
    let month: Int32
    let force: Int32
    let isLate: Bool
    var added = 0
    var known = 0
    var changedOutcomes = 0
  }

  struct ForceMonth: Hashable {
    let force: Int32
    let month: Int32
  }

  private let earlier: Set<ForceMonth>
  private(set) var slots: [Slot] = []
  private var last = 0
  private var leftOut: [AreaCode?: Int] = [:]
  private var rejected: [RejectReason: Int] = [:]
  var corrected = 0
  var unplaced = 0
  var areasCompared = 0
  var areasDisagreeing = 0

  /// - Parameter earlier: The forces and months that earlier imports had rows of.
  init(earlier: Set<ForceMonth>) { self.earlier = earlier }

  func isLate(month: Int32, force: Int32) -> Bool {
    earlier.contains(ForceMonth(force: force, month: month))
  }

  mutating func count(month: Int32, force: Int32, isNew: Bool) {
    let slot = slot(month, force)
    if isNew { slots[slot].added += 1 } else { slots[slot].known += 1 }
  }

  mutating func count(month: Int32, force: Int32, added: Int, known: Int) {
    let slot = slot(month, force)
    slots[slot].added += added
    slots[slot].known += known
  }

  mutating func countChangedOutcome(month: Int32, force: Int32) {
    slots[slot(month, force)].changedOutcomes += 1
  }

  mutating func countLeftOut(_ district: AreaCode?) { leftOut[district, default: 0] += 1 }
  mutating func countRejected(_ reason: RejectReason) { rejected[reason, default: 0] += 1 }

  mutating func countKept(_ agreement: PlaceDecision.Agreement) {
    switch agreement {
    case .notComparable: break
    case .same: areasCompared += 1
    case .different:
      areasCompared += 1
      areasDisagreeing += 1
    }
  }

  private mutating func slot(_ month: Int32, _ force: Int32) -> Int {
    if last < slots.count, slots[last].month == month, slots[last].force == force { return last }
    if let known = slots.firstIndex(where: { $0.month == month && $0.force == force }) {
      last = known
    } else {
      last = slots.count
      slots.append(
        Slot(month: month, force: force, isLate: isLate(month: month, force: force)))
    }
    return last
  }

  /// Enters the counts in a report.
  func fill(_ report: inout ImportReport) {
    var months: [Int32: MonthCount] = [:]
    for slot in slots {
      var count = months[slot.month] ?? MonthCount(month: Month(index: Int(slot.month)))
      count.added += slot.added
      count.alreadyKnown += slot.known
      count.changedOutcomes += slot.changedOutcomes
      count.late += slot.isLate ? slot.added : 0
      months[slot.month] = count
    }
    report.months = months.values.sorted { $0.month < $1.month }
    report.added = report.months.reduce(0) { $0 + $1.added }
    report.alreadyKnown = report.months.reduce(0) { $0 + $1.alreadyKnown }
    report.changedOutcomes = report.months.reduce(0) { $0 + $1.changedOutcomes }
    report.late = report.months.reduce(0) { $0 + $1.late }
    report.corrected = corrected
    report.unplaced = unplaced
    report.areasCompared = areasCompared
    report.areasDisagreeing = areasDisagreeing
    let districts = leftOut.keys.compactMap { $0 }.sorted()
    report.leftOut = (districts + [nil]).compactMap { district in
      leftOut[district].map { DistrictCount(district: district, rows: $0) }
    }
    report.rejected = RejectReason.allCases.compactMap { reason in
      rejected[reason].map { RejectCount(reason: reason, rows: $0) }
    }
  }
}
