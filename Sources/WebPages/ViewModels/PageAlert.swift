/// Trouble that a person must act on, said at the head of every page to those whose work it is.
public struct PageAlert: Hashable, Sendable {
  /// What happened, in a sentence or two.
  public let words: String
  /// What to do first.
  public let remedy: String
  /// Stable, such as `fork`: what to name when somebody is asked for help.
  public let code: String

  public init(words: String, remedy: String, code: String) {
    self.words = words
    self.remedy = remedy
    self.code = code
  }

  var values: TemplateValues {
    ["alertWords": words, "alertRemedy": remedy, "alertCode": code]
  }
}
