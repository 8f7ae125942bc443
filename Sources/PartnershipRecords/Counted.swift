/// A number and the word that fits it: `1 change`, `2 changes`.
///
/// - Parameters:
///   - number: How many.
///   - one: The word for one.
///   - many: The word for none, or more than one.
/// - Returns: Both with a space between.
public func counted(_ number: some BinaryInteger, _ one: String, _ many: String) -> String {
  "\(number) \(number == 1 ? one : many)"
}
