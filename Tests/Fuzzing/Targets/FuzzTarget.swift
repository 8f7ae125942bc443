/// One decoder that reads what others wrote, as the fuzzer and the replay in the tests call it.
///
/// Each takes any bytes at all. It may refuse them; it may not crash, hang, or make more of them
/// than it says it will.
public enum FuzzTarget: String, CaseIterable, Sendable {
  /// One frame: read, taken apart, and given to a session that has just begun.
  case frame
  /// A whole session with a peer that has shown who it is, and then sends these frames.
  case session
  /// A run of commits: read, verified and folded; the seals are made here, since nobody guesses one.
  case commit
  /// A scope's control log; signatures are made here.
  case control
  /// A certificate request (PKCS #10), as PEM or as DER.
  case certificateRequest = "certificate-request"
  /// The file with which a node asks to join.
  case enrolmentRequest = "enrolment-request"
  /// A bundle file: envelope, sealed pieces, manifest, records, signature; then taken in.
  case bundle
  /// A snapshot: its manifest, its parts, and the rows in them.
  case snapshot
  /// A row of folded state, as databases and snapshots hold it.
  case stateRow = "state-row"

  /// The most bytes that the fuzzer makes up for this target.
  public var inputBytesMax: Int {
    switch self {
    case .frame, .stateRow: 4_096
    case .certificateRequest, .enrolmentRequest: 4_096
    case .session, .commit, .control, .bundle, .snapshot: 8_192
    }
  }

  /// Reads the input.
  ///
  /// - Parameter input: Any bytes.
  /// - Returns: How many bytes came out of it, by the target's own reckoning; 0 if all was refused.
  /// - Precondition: What came out is right and bounded; each target says in which way.
  @discardableResult
  public func read(_ input: [UInt8]) -> Int {
    switch self {
    case .frame: FrameTarget.read(input)
    case .session: SessionTarget.read(input)
    case .commit: CommitTarget.read(input)
    case .control: ControlTarget.read(input)
    case .certificateRequest: CertificateRequestTarget.read(input)
    case .enrolmentRequest: EnrolmentRequestTarget.read(input)
    case .bundle: BundleTarget.read(input)
    case .snapshot: SnapshotTarget.read(input)
    case .stateRow: StateRowTarget.read(input)
    }
  }

  /// The most bytes that may come out of an input.
  public func outputBytesMax(input count: Int) -> Int {
    switch self {
    // A session answers a few bytes with what the peer asked for: never with more than all there is.
    case .session: 262_144 + 64 * count
    default: 4_096 + 64 * count
    }
  }
}
