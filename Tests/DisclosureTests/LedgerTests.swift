import PartnershipRecords
import Testing

@testable import Disclosure

@Suite("Release ledger")
struct LedgerTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture(zones: 3) }

  /// A ledger with one release, and the steps given.
  private func ledger(_ steps: [(ReleaseStep, Actor)] = []) throws -> LedgerState {
    var ledger = fixture.emptyLedger
    try ledger.append(
      ledger.entry(drawing: fixture.measure(), by: Fixture.analyst, at: Fixture.inJune))
    for (step, actor) in steps {
      try ledger.append(
        ledger.entry(step: step, release: "police-2026-05-P", by: actor, at: Fixture.inJune))
    }
    return ledger
  }

  @Test("adds the budget up in exact fractions over the slots of a month")
  func running() throws {
    var ledger = fixture.emptyLedger
    for slot in ReleaseSlot.allCases {
      let measurement = try fixture.measure(slot, ledger: ledger)
      try ledger.append(
        ledger.entry(drawing: measurement, by: Fixture.analyst, at: fixture.time(of: slot)))
    }
    #expect(ledger.spent(source: .police, period: fixture.period).description == "6787/9600")
    #expect(ledger.releases.map(\.release).map { String($0.suffix(1)) } == ["P", "R", "F"])
    #expect(ledger.releases[1].draw.runningRho.description == "4447/9600")
    #expect(ledger.spent(source: .police, period: fixture.period.advanced(by: 1)) == .zero)
  }

  @Test("refuses to draw a slot a second time, whatever became of the first")
  func secondDraw() throws {
    let expected = DisclosureError.slotAlreadyDrawn(release: "police-2026-05-P")
    for ledger in [try ledger(), try ledger([(.withdrawn, Fixture.officer)])] {
      #expect(throws: expected) { try fixture.measure(ledger: ledger, seed: 2) }
      #expect(throws: expected) {
        try ledger.entry(drawing: fixture.measure(), by: Fixture.analyst, at: Fixture.inJune)
      }
    }
  }

  @Test("refuses what would exceed the cap")
  func cap() throws {
    let half = try #require(Rational(3, over: 8))
    var ledger = LedgerState(knownSchemes: [fixture.scheme.hash], cap: half)
    try ledger.append(
      ledger.entry(
        drawing: fixture.measure(ledger: ledger), by: Fixture.analyst, at: Fixture.inJune))
    let running = try #require(Rational("4447/9600"))
    #expect(
      throws: DisclosureError.capExceeded(period: fixture.period, running: running, cap: half)
    ) { try fixture.measure(.revised, ledger: ledger) }
    #expect(LedgerState(knownSchemes: [], cap: Rational(2)).cap == .one)
  }

  @Test("lets the releases' steps follow one another in their order only")
  func order() throws {
    let path: [ReleaseStep] = [.built, .previewed, .approved, .queued, .sent, .acknowledged]
    for (place, status) in path.enumerated() {
      for next in ReleaseStep.allCases {
        let isNext = path.firstIndex(of: next) == place + 1
        let again = next == status && (status == .previewed || status == .sent)
        let withdrawal = next == .withdrawn && place < 4
        #expect(next.canFollow(status) == (isNext || again || withdrawal), "\(next) \(status)")
      }
    }
    #expect(ReleaseStep.allCases.allSatisfy { !$0.canFollow(.withdrawn) })
    #expect(
      throws: DisclosureError.stepOutOfOrder(
        release: "police-2026-05-P", step: .approved, status: .built)
    ) { try ledger([(.approved, Fixture.officer)]) }
    #expect(
      throws: DisclosureError.stepOutOfOrder(
        release: "police-1999-01-P", step: .previewed, status: nil)
    ) {
      try ledger().entry(
        step: .previewed, release: "police-1999-01-P", by: Fixture.officer, at: Fixture.inJune)
    }
  }

  @Test("lets only analysts build and only the liaison officer approve", arguments: Role.allCases)
  func roles(role: Role) throws {
    let person = Fixture.actor("person-2", role)
    let measurement = try fixture.measure()
    if role == .analyst {
      _ = try fixture.emptyLedger.entry(drawing: measurement, by: person, at: Fixture.inJune)
    } else {
      #expect(throws: DisclosureError.roleCannot(step: .built, role: role)) {
        try fixture.emptyLedger.entry(drawing: measurement, by: person, at: Fixture.inJune)
      }
    }
    let previewed = try ledger([(.previewed, Fixture.analyst)])
    if role == .liaisonOfficer {
      _ = try previewed.entry(
        step: .approved, release: "police-2026-05-P", by: person, at: Fixture.inJune)
    } else {
      #expect(throws: DisclosureError.roleCannot(step: .approved, role: role)) {
        try previewed.entry(
          step: .approved, release: "police-2026-05-P", by: person, at: Fixture.inJune)
      }
    }
  }

  @Test("does not let the person who built a release approve it in another role")
  func separation() throws {
    let same = Fixture.actor("analyst-1", .liaisonOfficer)
    #expect(throws: DisclosureError.approverBuiltIt(handle: "analyst-1")) {
      try ledger([(.previewed, same), (.approved, same)])
    }
  }

  @Test("gives its entries back from their bytes")
  func roundTrip() throws {
    let ledger = try ledger()
    let measurement = try fixture.measure()
    let drawn = try fixture.emptyLedger.entry(
      drawing: measurement, by: Fixture.analyst, at: Fixture.inJune, reason: "monthly \"run\"\n")
    #expect(try LedgerEntry(bytes: drawn.bytes, sequence: 1) == drawn)
    let step = try ledger.entry(
      step: .previewed, release: "police-2026-05-P", by: Fixture.officer, at: Fixture.inJune)
    #expect(try LedgerEntry(bytes: step.bytes, sequence: 2) == step)
    #expect(
      String(decoding: step.bytes, as: UTF8.self)
        == #"{"actor":{"handle":"officer-1","role":"liaison-officer"},"draw":null,"#
        + #""prevHash":"\#(ledger.head)","reason":"","release":"police-2026-05-P","seq":2,"#
        + #""step":"previewed","time":1780358400}"#)
  }

  @Test("is broken by any changed byte of any entry")
  func tampering() throws {
    let first = try fixture.emptyLedger.entry(
      drawing: fixture.measure(), by: Fixture.analyst, at: Fixture.inJune)
    var state = fixture.emptyLedger
    try state.append(first)
    let second = try state.entry(
      step: .previewed, release: first.release, by: Fixture.officer, at: Fixture.inJune)
    for place in first.bytes.indices {
      var bytes = first.bytes
      bytes[place] ^= 1
      #expect(throws: DisclosureError.self) {
        var ledger = fixture.emptyLedger
        try ledger.append(LedgerEntry(bytes: bytes, sequence: 1))
        try ledger.append(LedgerEntry(bytes: second.bytes, sequence: 2))
      }
    }
  }

  @Test("is broken by an entry left out, moved or repeated")
  func gaps() throws {
    let ledger = try ledger()
    let next = try ledger.entry(
      step: .previewed, release: "police-2026-05-P", by: Fixture.officer, at: Fixture.inJune)
    var empty = fixture.emptyLedger
    #expect(throws: DisclosureError.ledgerBroken(sequence: 2, reason: .sequence)) {
      try empty.append(next)
    }
    var other = try self.ledger([(.previewed, Fixture.analyst)])
    let third = try other.entry(
      step: .approved, release: "police-2026-05-P", by: Fixture.officer, at: Fixture.inJune)
    var replaced = ledger
    try replaced.append(next)
    #expect(throws: DisclosureError.ledgerBroken(sequence: 3, reason: .previousHash)) {
      try replaced.append(third)
    }
    try other.append(third)
    #expect(other.record(of: "police-2026-05-P")?.approver == Fixture.officer)
  }

  @Test("refuses a draw whose running total is not the sum of what was spent")
  func forgedTotal() throws {
    let honest = LedgerDraw(try fixture.measure().manifest)
    let forged = LedgerDraw(
      schemeHash: honest.schemeHash, source: honest.source, period: honest.period,
      slot: honest.slot, queries: honest.queries, rho: honest.rho, runningRho: .zero,
      payloadHash: honest.payloadHash, manifestHash: honest.manifestHash)
    var ledger = fixture.emptyLedger
    #expect(throws: DisclosureError.ledgerBroken(sequence: 1, reason: .runningTotal)) {
      try ledger.append(
        LedgerEntry(
          sequence: 1, previousHash: LedgerEntry.genesis, time: Fixture.inJune,
          actor: Fixture.analyst, release: honest.release, step: .built, draw: forged, reason: ""))
    }
  }

  @Test("lets bytes out only after approval, and only the bytes that were drawn")
  func releasable() throws {
    let measurement = try fixture.measure()
    func take(_ ledger: LedgerState, _ payload: [UInt8]) throws -> ReleasableTable {
      try ReleasableTable(
        release: measurement.release, manifest: measurement.manifest.bytes, payload: payload,
        ledger: ledger)
    }
    let steps: [(ReleaseStep, Actor)] = [
      (.previewed, Fixture.officer), (.approved, Fixture.officer), (.queued, Fixture.node),
    ]
    let refused = DisclosureError.notApproved(release: measurement.release)
    #expect(throws: refused) { try take(fixture.emptyLedger, measurement.payload) }
    #expect(throws: refused) { try take(ledger(), measurement.payload) }
    #expect(throws: refused) {
      try take(ledger(steps + [(.withdrawn, Fixture.officer)]), measurement.payload)
    }
    let table = try take(ledger(steps), measurement.payload)
    #expect(table == (try take(ledger(steps), measurement.payload)))
    #expect(table.ledgerHash == (try ledger().head))
    var altered = measurement.payload
    altered[3] ^= 1
    #expect(throws: DisclosureError.payloadHashDiffers) { try take(ledger(steps), altered) }
  }
}
