/// How much of each log somebody had seen: the first `counter` commits of every log named.
///
/// Replicas hold prefixes of logs, never a log with holes, so one number a log says everything.
/// A log that is not named counts as 0; an entry of 0 is never kept, so equal vectors are equal
/// values.
public struct VersionVector: Hashable, Sendable {
  /// One log's prefix.
  public struct Entry: Hashable, Sendable, Codable {
    public let logIndex: UInt32
    public let counter: UInt64

    public init(logIndex: UInt32, counter: UInt64) {
      self.logIndex = logIndex
      self.counter = counter
    }
  }

  /// Ascending by log index, every counter at least 1.
  public private(set) var entries: [Entry] = []

  /// Nothing seen.
  public init() {}

  /// Creates it from entries in any order; of two entries of one log the greater counts.
  public init(_ entries: some Sequence<Entry>) {
    for entry in entries { advance(entry.logIndex, to: entry.counter) }
  }

  /// The number of commits seen of a log; setting 0 forgets the log.
  public subscript(logIndex: UInt32) -> UInt64 {
    get {
      let place = self.place(of: logIndex)
      return holds(logIndex, at: place) ? entries[place].counter : 0
    }
    set {
      let place = self.place(of: logIndex)
      let entry = Entry(logIndex: logIndex, counter: newValue)
      switch (holds(logIndex, at: place), newValue) {
      case (true, 0): entries.remove(at: place)
      case (true, _): entries[place] = entry
      case (false, 0): break
      case (false, _): entries.insert(entry, at: place)
      }
    }
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// The first place whose log index is not less.
  private func place(of logIndex: UInt32) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].logIndex < logIndex { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func holds(_ logIndex: UInt32, at place: Int) -> Bool {
    place < entries.count && entries[place].logIndex == logIndex
  }
}

// MARK: - Seeing more

extension VersionVector {
  /// Sees a log at least up to `counter`; never goes back.
  public mutating func advance(_ logIndex: UInt32, to counter: UInt64) {
    if counter > self[logIndex] { self[logIndex] = counter }
  }

  /// Sees a commit and all before it in its log.
  public mutating func advance(to dot: Dot) { advance(dot.logIndex, to: dot.counter) }

  /// Sees what either has seen.
  public mutating func merge(_ other: VersionVector) {
    for entry in other.entries { advance(entry.logIndex, to: entry.counter) }
  }

  /// What either has seen.
  public func merging(_ other: VersionVector) -> VersionVector {
    var merged = self
    merged.merge(other)
    return merged
  }
}

// MARK: - Comparing

extension VersionVector {
  /// Whether the commit has been seen.
  public func covers(_ dot: Dot) -> Bool { dot.counter <= self[dot.logIndex] }

  /// Whether everything that `other` saw has been seen.
  public func covers(_ other: VersionVector) -> Bool {
    other.entries.allSatisfy { $0.counter <= self[$0.logIndex] }
  }

  /// How what this vector saw stands to what `other` saw.
  public func order(relativeTo other: VersionVector) -> CausalOrder {
    switch (other.covers(self), self.covers(other)) {
    case (true, true): .same
    case (true, false): .before
    case (false, true): .after
    case (false, false): .concurrent
    }
  }
}

/// How one piece of history stands to another. A wall clock has no say in it.
public enum CausalOrder: String, Sendable, Codable, CaseIterable {
  case same
  /// The other has seen all of this, and more.
  case before
  /// This has seen all of the other, and more.
  case after
  /// Each has seen something that the other has not.
  case concurrent
}

extension VersionVector: Codable {
  /// Reads the entries; refuses any list that `encode` does not write, so that equal vectors have
  /// equal encodings.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let entries = try container.decode([Entry].self)
    self.init(entries)
    guard self.entries == entries else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "The entries do not ascend, or one is 0.")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(entries)
  }
}
