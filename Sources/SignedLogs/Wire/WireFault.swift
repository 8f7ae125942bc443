/// Which rule of strict reading some bytes break. The raw value is the end of the error's code.
public enum WireFault: String, Sendable, CaseIterable {
  /// A field promises more bytes than there are.
  case truncated
  /// A number takes more bytes than it needs, or more than ten.
  case numberNotMinimal = "number-not-minimal"
  /// A number does not fit the field's type.
  case numberTooLarge = "number-too-large"
  /// A field number is 0 or above 2²⁹ − 1, or the wire type is none of 0, 1, 2 and 5.
  case tagInvalid = "tag-invalid"
  /// A known field has another wire type than its own.
  case wireTypeWrong = "wire-type-wrong"
  /// A field that stands once, or one of a choice, stands twice.
  case fieldRepeated = "field-repeated"
  /// A text is not UTF-8.
  case textNotUTF8 = "text-not-utf8"

  var inWords: String {
    switch self {
    case .truncated: "the bytes end too early"
    case .numberNotMinimal: "a number is not in its shortest form"
    case .numberTooLarge: "a number does not fit its field"
    case .tagInvalid: "there is no such field"
    case .wireTypeWrong: "a field has the wrong wire type"
    case .fieldRepeated: "a field stands twice"
    case .textNotUTF8: "a text is not UTF-8"
    }
  }
}

/// Which signed bytes an error speaks of.
public enum SignedPart: String, Sendable, CaseIterable {
  case scopeGenesis = "scope genesis"
  case logGenesis = "log genesis"
  case commitHeader = "commit header"
  case commitPayload = "commit payload"
  case controlRecord = "control record"
  case witness = "witness"
}
