/// Versions of the record kinds: which kinds, fields and code lists a release writes.
public enum RecordSchema {
  /// What this release writes. What a later one writes it keeps, passes on and shows as far as it can.
  public static let written: UInt32 = 1
}
