import BusinessCycle
import PartnershipRecords
import WebPages

extension SmallNumbers {
  /// What a role may see of a place.
  ///
  /// - Parameters:
  ///   - role: The reader's role.
  ///   - isPart: Whether the place is smaller than the partnership.
  init(for role: Role, isPart: Bool) {
    self.init(
      mayReadRecords: !PermissionMatrix.permission(role, .eventRows).isEmpty, isPart: isPart)
  }
}
