/// What may ever leave a node, decided once for each kind of record.
public enum DataClass: String, Sendable, Codable, CaseIterable {
  /// Never leaves the node, except in its own backup: events, people, notes.
  case local
  /// Leaves only as figures that have passed the disclosure gate and a person's approval.
  case aggregate
  /// Leaves only after a person chose to share it with a named group: tasks, plans, lessons.
  case shared
  /// Comes from the hub and goes to nodes, signed: code packs, policies.
  case reference
}

/// The government security classification that a person gave a record.
public enum Marking: String, Sendable, Codable, CaseIterable {
  case official
  case officialSensitive = "official-sensitive"
}
