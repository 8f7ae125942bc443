public import Foundation
public import PartnershipRecords

/// What needs attention in a partnership today.
public struct NodeHome: Hashable, Sendable {
  public let partnership: Partnership
  /// The last month of which records have been imported; `nil` before the first import.
  public let latestMonth: Month?
  /// How many months have been imported.
  public let monthCount: Int
  /// Event records held.
  public let recordCount: Int
  /// When rows were last kept; `nil` before that.
  public let lastImport: Date?
  /// Of the last import that kept rows; `nil` before that.
  public let quality: ImportQuality?
  public let releasesAwaitingApproval: Int
  public let sync: SyncSummary
  /// Parallel updates that a person must decide, whose ever decision it is.
  public let openConflicts: Int
  /// How many of them are this partnership's to decide.
  public let ownConflicts: Int
  public let openTasks: Int
  /// How many tasks are in each state, in the order of a task's life; states without any left out.
  public let taskCounts: [TaskCount]
  /// Open tasks whose due date has passed.
  public let overdueTasks: Int
  /// The other partnerships of the region, as far as this node has heard of them.
  public let members: [KnownMember]

  public init(
    partnership: Partnership, latestMonth: Month?, monthCount: Int, recordCount: Int,
    lastImport: Date?, quality: ImportQuality?, releasesAwaitingApproval: Int, sync: SyncSummary,
    openConflicts: Int, ownConflicts: Int, openTasks: Int, taskCounts: [TaskCount],
    overdueTasks: Int, members: [KnownMember]
  ) {
    self.partnership = partnership
    self.latestMonth = latestMonth
    self.monthCount = monthCount
    self.recordCount = recordCount
    self.lastImport = lastImport
    self.quality = quality
    self.releasesAwaitingApproval = releasesAwaitingApproval
    self.sync = sync
    self.openConflicts = openConflicts
    self.ownConflicts = ownConflicts
    self.openTasks = openTasks
    self.taskCounts = taskCounts
    self.overdueTasks = overdueTasks
    self.members = members
  }
}

/// How many tasks are in one state. Nothing of what they are about.
public struct TaskCount: Hashable, Sendable {
  /// The state in words, such as "in progress".
  public let status: String
  public let count: Int

  public init(status: String, count: Int) {
    self.status = status
    self.count = count
  }
}

/// How well the records of an import could be used.
public struct ImportQuality: Hashable, Sendable, Codable {
  /// Rows in the files.
  public let rowsRead: Int
  /// Rows kept as records.
  public let rowsKept: Int
  /// Kept rows without a place that could be used.
  public let rowsWithoutPlace: Int
  /// Rows that had been imported before.
  public let rowsAlreadyHeld: Int
  public let rowsRejected: Int

  public init(
    rowsRead: Int, rowsKept: Int, rowsWithoutPlace: Int, rowsAlreadyHeld: Int, rowsRejected: Int
  ) {
    self.rowsRead = rowsRead
    self.rowsKept = rowsKept
    self.rowsWithoutPlace = rowsWithoutPlace
    self.rowsAlreadyHeld = rowsAlreadyHeld
    self.rowsRejected = rowsRejected
  }
}

/// How the node stands with the hub.
public struct SyncSummary: Hashable, Sendable {
  /// Since when a line to the hub is open; `nil` if none is.
  public let lineSince: Date?
  /// `nil` if the node has never reached the hub over a line.
  public let lastContact: Date?
  /// When a bundle was last taken in; `nil` if none was.
  public let lastBundle: Date?
  /// Records that are made here and that the hub has not acknowledged.
  public let waitingToSend: Int
  /// Records that the hub is known to hold and that are not here; `nil` if unknown.
  public let behindHub: Int?

  public init(
    lineSince: Date? = nil, lastContact: Date?, lastBundle: Date? = nil, waitingToSend: Int,
    behindHub: Int?
  ) {
    self.lineSince = lineSince
    self.lastContact = lastContact
    self.lastBundle = lastBundle
    self.waitingToSend = waitingToSend
    self.behindHub = behindHub
  }
}

/// Another partnership, as this node last heard of it.
public struct KnownMember: Hashable, Sendable {
  public let name: String
  public let reference: String
  /// When anything of it last arrived here; `nil` if nothing has.
  public let lastHeard: Date?

  public init(name: String, reference: String, lastHeard: Date?) {
    self.name = name
    self.reference = reference
    self.lastHeard = lastHeard
  }
}
