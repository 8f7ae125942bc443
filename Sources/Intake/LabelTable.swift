/// Numbers the labels of a column, such as outcomes: a short list in practice, kept short by force.
public struct LabelTable: Sendable {
  /// The longest label in bytes.
  public static let longestLabel = 120
  /// The most different labels; a column with more is no list of labels.
  public static let mostLabels = 1000

  private var table = ByteTable()
  /// The labels in the order of their numbers.
  public private(set) var names: [String] = []

  public init() {}

  /// Gives a label's number, from 0 in order of first appearance.
  ///
  /// - Returns: `nil` if the label is empty, too long, or one too many.
  mutating func number(of label: Bytes) -> Int? {
    guard !label.isEmpty, label.count <= Self.longestLabel else { return nil }
    if let known = table.find(label) { return known }
    guard names.count < Self.mostLabels else { return nil }
    let number = table.number(of: label).number
    names.append(table.text(number))
    return number
  }
}
