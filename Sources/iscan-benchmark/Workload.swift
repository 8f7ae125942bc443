import SignedLogs

/// What partnerships write to shared tasks: the same as `Tests/Benchmarks/workload.py` makes for the
/// other systems, change by change. Its comment describes it.
enum Workload {
  static let writers = 12
  /// Changes that a writer makes before the next has its turn.
  static let turn = 64

  private static let status = [
    "draft", "proposed", "assigned", "accepted", "in-progress", "blocked", "done", "verified",
  ]
  private static let agency = ["council", "police", "fire", "health", "probation"]
  private static let words = """
    alley bench bins bus camera centre church clean close corner council court cycle dark dogs door \
    engage estate evening fence fire garages gate green hall hotspot joint knife lamp letter lights \
    market meeting mobile noise north park path patrol phone police quad repair report river school \
    scooter shop shutters signs south square station street survey talk team town van visit walk \
    warden weekend youth
    """.split(separator: " ").map(String.init)

  /// The bits that belong to a number (splitmix64).
  static func drawn(_ number: UInt64) -> UInt64 {
    var state = number &* 0x9E37_79B9_7F4A_7C15 &+ 0x9E37_79B9_7F4A_7C15
    state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
    return state ^ (state >> 31)
  }

  /// Who makes change `number`, from 0: writers take turns of 64.
  static func writer(of number: Int) -> Int { number / turn % writers }

  /// The number of the change among its writer's own.
  static func place(of number: Int) -> Int {
    number / (turn * writers) * turn + number % turn
  }

  /// What people call a task.
  static func reference(writer: Int, task: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(65 + writer)))
    let digits = String(task)
    return letter + letter + "T-T-" + String(repeating: "0", count: max(0, 4 - digits.count))
      + digits
  }

  /// One field of one of the writer's own tasks, and its new value.
  struct Edit {
    let task: Int
    let field: UInt32
    let value: SharedValue
    /// Free text may have to be withdrawn some day; then its payload is salted.
    var isFreeText: Bool { field == 1 }
  }

  /// What a writer's own change does: `nil` makes a task.
  static func edit(writer: Int, own: Int) -> Edit? {
    guard own % 10 != 0 else { return nil }
    let bits = drawn(UInt64(own * 16 + writer))
    let task = Int((bits >> 40) % UInt64(own / 10 + 1))
    switch own % 10 {
    case 1...4: return Edit(task: task, field: 3, value: .code(status[Int(bits % 8)]))
    case 5: return Edit(task: task, field: 7, value: .number(Int64(1 + bits % 3)))
    case 6: return Edit(task: task, field: 4, value: .day(Int32(20_000 + bits % 1_000)))
    case 7: return Edit(task: task, field: 6, value: .code(agency[Int(bits % 5)]))
    default: return Edit(task: task, field: 1, value: .text(title(bits)))
    }
  }

  private static func title(_ bits: UInt64) -> String {
    (0..<3 + bits % 4).map { place in
      words[Int((bits >> (4 + 7 * place)) % UInt64(words.count))]
    }.joined(separator: " ")
  }
}
